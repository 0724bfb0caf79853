package media

import (
	"bytes"
	"context"
	"crypto/rand"
	"crypto/sha256"
	"encoding/base64"
	"encoding/hex"
	"io"
	"os"
	"path/filepath"
	"strings"
	"testing"

	"github.com/google/uuid"
	"github.com/stretchr/testify/require"
	"go.uber.org/goleak"
	"gocloud.dev/blob"
	"gocloud.dev/blob/fileblob"
	"gocloud.dev/blob/memblob"
	"pgregory.net/rapid"

	"mostrador/backend/relay/keys"
	"mostrador/shop"
)

func TestMain(m *testing.M) { goleak.VerifyTestMain(m) }

var (
	bakery = shop.ShopID{UUID: uuid.New()}
	lucia  = shop.CustomerID{UUID: uuid.New()}
	pedro  = shop.CustomerID{UUID: uuid.New()}
)

func newKeyring(t *testing.T) *keys.Keyring {
	master := make([]byte, keys.MasterSize)
	_, _ = rand.Read(master)
	ring, err := keys.Open(t.Context(), filepath.Join(t.TempDir(), "keys.db"), master)
	require.NoError(t, err)
	t.Cleanup(func() { require.NoError(t, ring.Close()) })
	return ring
}

func newStore(t *testing.T) (*Store, *blob.Bucket, *keys.Keyring) {
	bucket := memblob.OpenBucket(nil)
	t.Cleanup(func() { require.NoError(t, bucket.Close()) })
	ring := newKeyring(t)
	store, err := NewStore(bucket, ring, t.TempDir())
	require.NoError(t, err)
	return store, bucket, ring
}

func put(t testing.TB, s *Store, customer shop.CustomerID, content []byte) string {
	w, err := s.Create(context.Background(), bakery, customer)
	require.NoError(t, err)
	_, err = w.Write(content)
	require.NoError(t, err)
	name, size, err := w.Commit(context.Background(), "", "image/jpeg")
	require.NoError(t, err)
	require.Equal(t, int64(len(content)), size)
	return name
}

func read(t testing.TB, s *Store, name string) []byte {
	file, err := s.Open(context.Background(), bakery, name)
	require.NoError(t, err)
	defer func() { require.NoError(t, file.Close()) }()
	content, err := io.ReadAll(file)
	require.NoError(t, err)
	return content
}

func nameOf(content []byte) string {
	sum := sha256.Sum256(content)
	return hex.EncodeToString(sum[:])
}

func TestAnyFileComesBackFromAnyPlace(t *testing.T) {
	store, _, _ := newStore(t)
	rapid.Check(t, func(rt *rapid.T) {
		sizes := rapid.OneOf(rapid.IntRange(1, 300), rapid.SampledFrom([]int{chunkSize - 1, chunkSize, chunkSize + 1, 3 * chunkSize}))
		content := make([]byte, sizes.Draw(rt, "size"))
		_, _ = rand.Read(content)
		name := put(t, store, lucia, content)
		require.Equal(rt, nameOf(content), name)
		file, err := store.Open(context.Background(), bakery, name)
		require.NoError(rt, err)
		defer func() { _ = file.Close() }()
		require.Equal(rt, int64(len(content)), file.Size)
		for range 5 {
			from := rapid.IntRange(0, len(content)-1).Draw(rt, "from")
			length := rapid.IntRange(1, len(content)-from).Draw(rt, "length")
			_, err := file.Seek(int64(from), io.SeekStart)
			require.NoError(rt, err)
			got := make([]byte, length)
			_, err = io.ReadFull(file, got)
			require.NoError(rt, err)
			require.True(rt, bytes.Equal(content[from:from+length], got))
		}
	})
}

func TestNothingLiesOpenOnDisk(t *testing.T) {
	folder := t.TempDir()
	bucket, err := fileblob.OpenBucket(folder, nil)
	require.NoError(t, err)
	defer func() { require.NoError(t, bucket.Close()) }()
	spool := filepath.Join(folder, "spool")
	store, err := NewStore(bucket, newKeyring(t), spool)
	require.NoError(t, err)
	content := []byte(strings.Repeat("the planted secret ", 10_000))

	unfinished, err := store.Create(t.Context(), bakery, lucia)
	require.NoError(t, err)
	_, err = unfinished.Write(content)
	require.NoError(t, err)
	put(t, store, lucia, content)
	files := 0
	require.NoError(t, filepath.WalkDir(folder, func(path string, entry os.DirEntry, err error) error {
		if err != nil || entry.IsDir() {
			return err
		}
		files++
		raw, err := os.ReadFile(path)
		require.NotContains(t, string(raw), "planted")
		return err
	}))
	require.GreaterOrEqual(t, files, 2)
	unfinished.Abort()
	left, err := os.ReadDir(spool)
	require.NoError(t, err)
	require.Empty(t, left)
}

func TestWhatSeveralSentOutlivesOneWhoIsForgotten(t *testing.T) {
	store, _, ring := newStore(t)
	shared, own := []byte("a picture that both sent"), []byte("a picture of Lucía's own")
	put(t, store, lucia, shared)
	name := put(t, store, pedro, shared)
	lost := put(t, store, lucia, own)
	require.NoError(t, ring.Destroy(t.Context(), bakery, lucia))

	require.Equal(t, shared, read(t, store, name))
	_, err := store.Open(t.Context(), bakery, lost)
	require.ErrorIs(t, err, ErrNotFound)
}

func TestAnotherShopFindsNothing(t *testing.T) {
	store, _, _ := newStore(t)
	name := put(t, store, lucia, []byte("ours"))
	_, err := store.Open(t.Context(), shop.ShopID{UUID: uuid.New()}, name)
	require.ErrorIs(t, err, ErrNotFound)
}

func TestNamesThatAreNoHashesLeadNowhere(t *testing.T) {
	store, _, _ := newStore(t)
	for _, name := range []string{"", "../../keys.db", strings.Repeat("A", 64), strings.Repeat("a", 63) + "/", strings.Repeat("0", 65)} {
		_, err := store.Open(t.Context(), bakery, name)
		require.ErrorIs(t, err, ErrName, name)
	}
}

func TestAFileThatIsNotWhatItsNameSaysIsRefused(t *testing.T) {
	store, bucket, _ := newStore(t)
	w, err := store.Create(t.Context(), bakery, lucia)
	require.NoError(t, err)
	_, err = w.Write([]byte("something else"))
	require.NoError(t, err)
	_, _, err = w.Commit(t.Context(), nameOf([]byte("the announced file")), "")
	require.ErrorIs(t, err, ErrHash)
	empty, err := store.Create(t.Context(), bakery, lucia)
	require.NoError(t, err)
	_, _, err = empty.Commit(t.Context(), "", "")
	require.ErrorIs(t, err, ErrEmpty)
	_, err = bucket.List(nil).Next(t.Context())
	require.ErrorIs(t, err, io.EOF, "nothing was kept")
}

func TestAFileOfMoreThanAHundredMegabytesIsRefused(t *testing.T) {
	store, _, _ := newStore(t)
	w, err := store.Create(t.Context(), bakery, lucia)
	require.NoError(t, err)
	defer w.Abort()
	w.size = MaxFile - 1 // as if that much had come
	_, err = w.Write([]byte("x"))
	require.NoError(t, err)
	_, err = w.Write([]byte("x"))
	require.ErrorIs(t, err, ErrTooLarge)
}

func TestDamageIsNoticedWhereverItIs(t *testing.T) {
	store, bucket, _ := newStore(t)
	content := make([]byte, 2*chunkSize+100)
	_, _ = rand.Read(content)
	name := put(t, store, lucia, content)
	key := folderOf(bakery, name) + lucia.String()
	good, err := bucket.ReadAll(t.Context(), key)
	require.NoError(t, err)
	damaged := map[string][]byte{
		"cut off at a chunk": good[:len(good)-100-tagSize],
		"cut off in a chunk": good[:len(good)-1],
		"cut off early":      good[:10],
		"chunks exchanged": func() []byte {
			out := bytes.Clone(good)
			begin := len(good) - 100 - tagSize - 2*sealedChunk
			copy(out[begin:], good[begin+sealedChunk:][:sealedChunk])
			copy(out[begin+sealedChunk:], good[begin:][:sealedChunk])
			return out
		}(),
	}
	for _, at := range []int{0, 6, 40, 500, len(good) / 2, len(good) - 1} {
		flipped := bytes.Clone(good)
		flipped[at] ^= 1
		damaged["one bit at "+string(rune('0'+at%10))+uuid.NewString()[:4]] = flipped
	}
	for what, raw := range damaged {
		require.NoError(t, bucket.WriteAll(t.Context(), key, raw, nil))
		file, err := store.Open(t.Context(), bakery, name)
		if err == nil {
			_, err = io.ReadAll(file)
			require.NoError(t, file.Close())
		}
		require.Error(t, err, what)
	}
}

func TestHashesAreReadInHexAndBase64(t *testing.T) {
	sum := sha256.Sum256([]byte("file"))
	want := hex.EncodeToString(sum[:])
	for _, text := range []string{want, strings.ToUpper(want), base64.StdEncoding.EncodeToString(sum[:]), base64.RawURLEncoding.EncodeToString(sum[:])} {
		got, err := ParseHash(text)
		require.NoError(t, err)
		require.Equal(t, want, got)
	}
	_, err := ParseHash("short")
	require.ErrorIs(t, err, ErrName)
}

func TestWhatAPowerCutLeftOfAFileIsReplaced(t *testing.T) {
	folder := t.TempDir()
	bucket, err := fileblob.OpenBucket(folder, &fileblob.Options{NoTempDir: true})
	require.NoError(t, err)
	defer func() { require.NoError(t, bucket.Close()) }()
	store, err := NewStore(bucket, newKeyring(t), t.TempDir())
	require.NoError(t, err)
	store.SyncUnder(folder)
	content := []byte(strings.Repeat("a photo of a cake ", 10_000))
	name := put(t, store, lucia, content)
	path := filepath.Join(folder, filepath.FromSlash(folderOf(bakery, name)+lucia.String()))
	for _, left := range []int64{0, 10, 70_000} {
		require.NoError(t, os.Truncate(path, left))
		require.Equal(t, name, put(t, store, lucia, content))
		require.Equal(t, content, read(t, store, name))
	}
	require.NoError(t, os.Remove(path))
	require.Error(t, store.settle(folderOf(bakery, name)+lucia.String()), "what is not there is not durable")
}
