// Package desktop runs the desktop's core (store and sync, without a window) as a
// process of its own that speaks one line of JSON at a time, so that end-to-end
// tests and the bench can kill it at any moment. Serve is the process's side,
// Process the tests'. A test binary or a bench calls ServeIfAsked first thing in
// main or TestMain.
package desktop
