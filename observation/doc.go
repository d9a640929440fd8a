// Package observation holds what a city measures: stations, series, readings
// and their quality, the units they come in, the rules that turn readings
// into signals, and the digest by which a city commits to a stretch of a
// series without showing it.
//
// Nothing here reads a clock, a file or a network: the moment comes in as an
// argument and signals go out as values.
//
// # From a row to a reading
//
// A reading is one value of one [Key] (station and quantity) at one moment.
// Its unit must be in the table of [Convert], its time must carry a zone
// ([ParseTime]), and the time may not lie ahead of the node's clock ([Clock]).
// [Series.Normal] turns what a station sent into the unit of its series.
//
// # From readings to signals
//
// A [Watch] folds the readings of one series, in the order of their own times,
// into signals: a threshold crossed, a fast rise, silence. Readings arrive
// late and out of order, so a watch gives a signal at once and takes it back
// ([Withdrawn]) when a reading that arrives later changes the account. What
// stands after a set of readings has arrived is the same for every order of
// arrival, as long as none is older than the lateness window when it comes.
//
// # From a window to a digest
//
// Raw series stay home. When a [Window] is closed its rows, in a canonical
// text, are hashed with a secret salt; the [Digest] goes on record. Whoever is
// shown the rows and the salt later can recompute the digest, and
// [Digest.Check] names the first row that is not what was committed to.
package observation
