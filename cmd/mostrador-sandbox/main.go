// Command mostrador-sandbox is a WhatsApp platform to practise on: it answers the Cloud
// API on this machine and posts signed webhooks to whatever is being tried. It needs no
// account and reaches nobody. See docs/sandbox.md.
package main

import (
	"context"
	"errors"
	"flag"
	"fmt"
	"io"
	"log/slog"
	"net"
	"net/http"
	"os"
	"os/signal"
	"syscall"
	"time"

	"mostrador/backend/sandbox"
)

func main() {
	ctx, stop := signal.NotifyContext(context.Background(), os.Interrupt, syscall.SIGTERM)
	err := run(ctx, os.Args[1:], os.Getenv, os.Stdout, os.Stderr)
	stop()
	switch {
	case errors.Is(err, flag.ErrHelp):
	case err != nil:
		fmt.Fprintln(os.Stderr, "mostrador-sandbox:", err)
		os.Exit(1)
	}
}

type options struct {
	listen, data, callback, personas, public string
	number, name, numberID, waba, app        string
	cert, key                                string
	speed                                    float64
	instant                                  bool
}

const help = `mostrador-sandbox is a WhatsApp platform to practise on: the Cloud API, signed
webhooks, and customers who write back. It needs no account and reaches nobody.

1. Start it. The first start prints a token, an app secret and a verify token, and
   keeps them in the data folder (secrets.json):

     mostrador-sandbox -data ./practice -callback http://127.0.0.1:8080/webhook

2. Point any Cloud API client at http://127.0.0.1:8090 instead of
   https://graph.facebook.com, with that token.

3. Let a customer write, answer, and look at what arrived on the customer's phone:

     AUTH="Authorization: Bearer $TOKEN"; BASE=http://127.0.0.1:8090
     curl -H "$AUTH" $BASE/sandbox/customers -d '{"phone":"34600111222","name":"Ana"}'
     curl -H "$AUTH" $BASE/sandbox/customers/34600111222/messages -d '{"text":"Hello?"}'
     curl -H "$AUTH" -H 'Content-Type: application/json' $BASE/v26.0/106540352242922/messages \
       -d '{"messaging_product":"whatsapp","to":"+34600111222","type":"text","text":{"body":"Hello Ana"}}'
     curl -H "$AUTH" $BASE/sandbox/customers/34600111222/inbox

4. Make it misbehave; {} ends it:

     curl -X PUT -H "$AUTH" $BASE/sandbox/faults -d '{"duplicate":1,"lose_answer":1}'
     curl -X PUT -H "$AUTH" $BASE/sandbox/clock -d '{"ahead":"26h"}'

To choose the secrets, set MOSTRADOR_SANDBOX_TOKEN, MOSTRADOR_SANDBOX_APP_SECRET and
MOSTRADOR_SANDBOX_VERIFY_TOKEN, or write secrets.json. Secrets are never flags.
Every endpoint and control is in docs/sandbox.md.

Flags:
`

func parse(args []string, errOut io.Writer) (options, error) {
	var o options
	set := flag.NewFlagSet("mostrador-sandbox", flag.ContinueOnError)
	set.SetOutput(errOut)
	set.StringVar(&o.listen, "listen", "127.0.0.1:8090", "address to answer at")
	set.StringVar(&o.data, "data", "", "folder that keeps everything; without one it is gone at the end")
	set.StringVar(&o.callback, "callback", "", "address that webhooks are posted to (can be set later)")
	set.StringVar(&o.personas, "personas", "", "JSON file with the ways customers react, by name")
	set.StringVar(&o.public, "public-url", "", "how clients reach the sandbox, for media addresses, if not as they call it")
	set.StringVar(&o.number, "number", "15550100000", "the business number: digits with the country, without plus")
	set.StringVar(&o.name, "name", "Practice shop", "the business's name that customers see")
	set.StringVar(&o.numberID, "number-id", sandbox.DefaultNumber, "the number's id in the API")
	set.StringVar(&o.waba, "waba", sandbox.DefaultWABA, "the id of the WhatsApp Business Account")
	set.StringVar(&o.app, "app", sandbox.DefaultApp, "the id of the app")
	set.StringVar(&o.cert, "tls-cert", "", "file with a certificate, to answer over TLS")
	set.StringVar(&o.key, "tls-key", "", "file with the certificate's key")
	set.Float64Var(&o.speed, "speed", 1, "how much faster than life: 10 delivers in a tenth of the time")
	set.BoolVar(&o.instant, "instant", false, "no waiting at all: statuses and reviews come at once")
	set.Usage = func() {
		_, _ = fmt.Fprint(errOut, help)
		set.PrintDefaults()
	}
	if err := set.Parse(args); err != nil {
		return o, err
	}
	if set.NArg() > 0 {
		return o, fmt.Errorf("don't know what to do with %q; -help lists the flags", set.Arg(0))
	}
	if o.speed <= 0 {
		return o, errors.New("-speed must be more than 0")
	}
	if (o.cert == "") != (o.key == "") {
		return o, errors.New("-tls-cert and -tls-key go together")
	}
	return o, nil
}

func run(ctx context.Context, args []string, env func(string) string, out, errOut io.Writer) error {
	o, err := parse(args, errOut)
	if err != nil {
		return err
	}
	keys, fresh, err := loadSecrets(o.data, env)
	if err != nil {
		return err
	}
	personas, err := loadPersonas(o.personas)
	if err != nil {
		return err
	}
	log := slog.New(slog.NewTextHandler(errOut, nil))
	var listen net.ListenConfig
	listener, err := listen.Listen(ctx, "tcp", o.listen)
	if err != nil {
		return fmt.Errorf("cannot answer at %s: %w; choose another address with -listen", o.listen, err)
	}
	sb, err := sandbox.Open(sandbox.Params{Folder: o.data, Token: keys.Token, AppSecret: keys.AppSecret,
		VerifyToken: keys.VerifyToken, CallbackURL: o.callback, Speed: o.speed, Log: log, PublicURL: o.public,
		Personas: personas, Instant: o.instant, WABA: o.waba, AppID: o.app,
		Numbers: []sandbox.Number{{ID: o.numberID, Phone: o.number, Name: o.name}}})
	if err != nil {
		return errors.Join(err, listener.Close())
	}
	announce(out, listener.Addr(), sb, keys, fresh, o)
	return errors.Join(serve(ctx, listener, sb, o), sb.Close())
}

func announce(out io.Writer, at net.Addr, sb *sandbox.Sandbox, keys secrets, fresh bool, o options) {
	scheme := "http"
	if o.cert != "" {
		scheme = "https"
	}
	_, _ = fmt.Fprintf(out, "Base URL         %s://%s\n", scheme, at)
	_, _ = fmt.Fprintf(out, "App              %s\n", o.app)
	_, _ = fmt.Fprintf(out, "Account (WABA)   %s\n", sb.WABA())
	for _, n := range sb.Numbers() {
		_, _ = fmt.Fprintf(out, "Phone number id  %s  (+%s, %s)\n", n.ID, n.Phone, n.Name)
	}
	if fresh {
		_, _ = fmt.Fprintf(out, "Access token     %s\nApp secret       %s\nVerify token     %s\n", keys.Token, keys.AppSecret, keys.VerifyToken)
		if o.data != "" {
			_, _ = fmt.Fprintf(out, "These three are shown once; they are kept in %s.\n", secretsPath(o.data))
		}
	}
	if o.callback == "" {
		_, _ = fmt.Fprintln(out, "No callback yet: webhooks wait until PUT /sandbox/callback or -callback names one.")
	}
}

func serve(ctx context.Context, listener net.Listener, handler http.Handler, o options) error {
	server := &http.Server{Handler: handler, ReadHeaderTimeout: 10 * time.Second}
	failed := make(chan error, 1)
	go func() {
		if o.cert != "" {
			failed <- server.ServeTLS(listener, o.cert, o.key)
			return
		}
		failed <- server.Serve(listener)
	}()
	select {
	case err := <-failed:
		return err
	case <-ctx.Done():
	}
	// Sends that hang on purpose don't end by themselves.
	grace, cancel := context.WithTimeout(context.Background(), 2*time.Second)
	defer cancel()
	if server.Shutdown(grace) != nil {
		_ = server.Close()
	}
	if err := <-failed; !errors.Is(err, http.ErrServerClosed) {
		return err
	}
	return nil
}
