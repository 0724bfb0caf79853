// Package processes has the stories in which platform, relay and desktop are
// processes of their own that talk as they do with the real platform: signed
// webhooks and a pinned certificate between them, and nothing shared but wires.
// They are killed, cut off and fed with nonsense here.
package processes
