package relay

import (
	"context"
	"encoding/json"
	"errors"
	"io"
	"net/http"
	"time"

	"github.com/danielgtaylor/huma/v2"
	"github.com/danielgtaylor/huma/v2/adapters/humago"
	"github.com/google/uuid"

	"mostrador/backend/relay/media"
	"mostrador/shop"
	"mostrador/shop/wire"
)

// mediaPatience is how long a file may stand still while it is moved.
const mediaPatience = 30 * time.Second

func (r *Relay) registerMedia(api huma.API) {
	binary := map[string]*huma.MediaType{"application/octet-stream": {Schema: &huma.Schema{Type: huma.TypeString, Format: "binary"}}}

	get := operation(api, "get-media", http.MethodGet, wire.PathMedia+"{hash}", "A file of the shop by the SHA-256 of its bytes; ranges are served")
	get.Responses["200"] = &huma.Response{Description: "The file", Content: binary}
	huma.Register(api, get, r.getMedia)

	put := operation(api, "put-media", http.MethodPut, wire.PathMedia+"{hash}", "Hand in a file of at most 100 MB; its bytes must have the hash")
	put.RequestBody = &huma.RequestBody{Required: true, Content: binary}
	put.Responses["204"] = &huma.Response{Description: "The relay has the file"}
	huma.Register(api, put, r.putMedia)

	have := operation(api, "get-media-parts", http.MethodGet, wire.PathParts, "How much of a file that comes in parts is there")
	huma.Register(api, have, r.getParts)
	next := operation(api, "put-media-part", http.MethodPut, wire.PathParts, "Hand in the next part of a file; the last one keeps it")
	next.RequestBody = &huma.RequestBody{Required: true, Content: binary}
	huma.Register(api, next, r.putPart)
}

type partsInput struct {
	Hash     string `path:"hash" doc:"SHA-256 of the whole file in lower-case hex"`
	Customer string `query:"customer" doc:"Whose key seals it; the shop's own when absent"`
}

func (p partsInput) wish(of shop.ShopID) (media.PartWish, error) {
	w := media.PartWish{Shop: of, Name: p.Hash}
	if p.Customer == "" {
		return w, nil
	}
	id, err := uuid.Parse(p.Customer)
	if err != nil {
		return w, newProblem(http.StatusUnprocessableEntity, wire.ProblemInvalid, "customer is not an id", "")
	}
	w.Customer.UUID = id
	return w, nil
}

func (r *Relay) getParts(ctx context.Context, in *partsInput) (*output[wire.Parts], error) {
	w, err := in.wish(callerOf(ctx).shop)
	if err != nil {
		return nil, err
	}
	parts, err := r.files.Parts(ctx, w)
	return answer(r, parts, err)
}

type putPartInput struct {
	Hash     string `path:"hash" doc:"SHA-256 of the whole file in lower-case hex"`
	Customer string `query:"customer" doc:"Whose key seals it; the shop's own when absent"`
	Offset   int64  `query:"offset" doc:"Where the part begins, in bytes"`
	Size     int64  `query:"size" doc:"Of the whole file, in bytes"`
}

func (r *Relay) putPart(ctx context.Context, in *putPartInput) (*huma.StreamResponse, error) {
	wish, err := partsInput{Hash: in.Hash, Customer: in.Customer}.wish(callerOf(ctx).shop)
	if err != nil {
		return nil, err
	}
	wish.Size = in.Size
	return &huma.StreamResponse{Body: func(hctx huma.Context) {
		request, w := humago.Unwrap(hctx)
		body := &patientReader{Reader: request.Body, control: http.NewResponseController(w)}
		parts, err := r.files.AddPart(request.Context(), wish, in.Offset, body)
		if err != nil && !errors.Is(err, media.ErrOffset) {
			sendProblem(w, problemOf(r.refusal(err)))
			return
		}
		w.Header().Set("Content-Type", "application/json") // a part out of place is answered with what is there
		_ = json.NewEncoder(w).Encode(parts)
	}}, nil
}

type mediaInput struct {
	Hash string `path:"hash" doc:"SHA-256 in lower-case hex"`
}

func (r *Relay) getMedia(ctx context.Context, in *mediaInput) (*huma.StreamResponse, error) {
	file, err := r.files.Open(ctx, callerOf(ctx).shop, in.Hash)
	if err != nil {
		return nil, r.refusal(err)
	}
	return &huma.StreamResponse{Body: func(hctx huma.Context) {
		defer func() { _ = file.Close() }()
		request, w := humago.Unwrap(hctx)
		header := w.Header()
		header.Set("Content-Type", "application/octet-stream")
		header.Set("X-Content-Type-Options", "nosniff")
		header.Set("Cache-Control", "private, immutable, max-age=31536000")
		header.Set("ETag", `"`+in.Hash+`"`)
		http.ServeContent(&patientWriter{ResponseWriter: w, control: http.NewResponseController(w)}, request, "", time.Time{}, file)
	}}, nil
}

type putMediaInput struct {
	Hash     string `path:"hash" doc:"SHA-256 in lower-case hex"`
	Customer string `query:"customer" doc:"Whose key seals it; the shop's own when absent"`
	Type     string `header:"Content-Type"`
	Length   int64  `header:"Content-Length"`
}

func (r *Relay) putMedia(ctx context.Context, in *putMediaInput) (*huma.StreamResponse, error) {
	var customer shop.CustomerID
	if in.Customer != "" {
		id, err := uuid.Parse(in.Customer)
		if err != nil {
			return nil, newProblem(http.StatusUnprocessableEntity, wire.ProblemInvalid, "customer is not an id", "")
		}
		customer.UUID = id
	}
	if in.Length > media.MaxFile {
		return nil, r.refusal(media.ErrTooLarge)
	}
	of := callerOf(ctx).shop
	return &huma.StreamResponse{Body: func(hctx huma.Context) {
		request, w := humago.Unwrap(hctx)
		if err := r.takeFile(request, w, of, customer, in); err != nil {
			sendProblem(w, problemOf(r.refusal(err)))
			return
		}
		w.WriteHeader(http.StatusNoContent)
	}}, nil
}

func (r *Relay) takeFile(request *http.Request, w http.ResponseWriter, of shop.ShopID, customer shop.CustomerID, in *putMediaInput) error {
	ctx := request.Context()
	writer, err := r.files.Create(ctx, of, customer)
	if err != nil {
		return err
	}
	defer writer.Abort()
	body := &patientReader{Reader: request.Body, control: http.NewResponseController(w)}
	if _, err := io.Copy(writer, body); err != nil {
		if errors.Is(err, media.ErrTooLarge) {
			return err
		}
		return newProblem(http.StatusBadRequest, wire.ProblemInvalid, "the file did not arrive whole", "send it again")
	}
	_, _, err = writer.Commit(ctx, in.Hash, in.Type)
	return err
}

// patientReader gives each read its own deadline: a large file may take long,
// a stalled one may not.
type patientReader struct {
	io.Reader
	control *http.ResponseController
}

func (p *patientReader) Read(b []byte) (int, error) {
	_ = p.control.SetReadDeadline(time.Now().Add(mediaPatience)) // not every test server can
	return p.Reader.Read(b)
}

// patientWriter does the same for writes.
type patientWriter struct {
	http.ResponseWriter
	control *http.ResponseController
}

func (p *patientWriter) Write(b []byte) (int, error) {
	_ = p.control.SetWriteDeadline(time.Now().Add(mediaPatience))
	return p.ResponseWriter.Write(b)
}
