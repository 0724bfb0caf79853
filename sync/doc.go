// Package sync keeps a shop's file on this computer in step with the relay:
// events come in by the feed, the owner's commands go out from the outbox, and
// files travel both ways. The program starts one Engine per shop; Pair joins a
// shop with an invite.
//
// It promises that whatever the owner asked for reaches the relay or stays
// visibly waiting, whatever the network, the relay or a power cut do: commands
// keep their ids until they are answered, and the place in the feed is written
// in the same transaction as the events before it.
package sync
