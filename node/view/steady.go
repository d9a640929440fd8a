package view

import (
	"time"

	"tongzhou/act"
)

// Steady is what standing work was done, and what has decayed while nothing happened.
type Steady struct {
	Now       time.Time      `json:"now"`
	Fine      bool           `json:"fine" doc:"everything that was promised was done in its time"`
	Latest    *time.Time     `json:"latest,omitempty" doc:"the last work, meeting, exercise, answer or real case on record; absent: there never was any"`
	Says      []act.Text     `json:"says" doc:"what has decayed, in sentences, the gravest first"`
	Works     []SteadyWork   `json:"works" doc:"each piece of standing work of each who has to do it; what is missed first"`
	Years     []SteadyYear   `json:"years" doc:"of all standing work, the first year first"`
	Members   []SteadyMember `json:"members"`
	Pairs     []SteadyPair   `json:"pairs" doc:"members that have not been in contact for longer than any clause between them allows, the longest silence first"`
	MorePairs int            `json:"morePairs,omitempty" doc:"how many of them are left out"`
	Untouched []Untouched    `json:"untouched" doc:"what nobody has done since its officer changed"`
	Exercised Exercised      `json:"exercised"`
}

// Stints is how many intervals of standing work are over, and in how many it was done.
type Stints struct {
	Due  int `json:"due" doc:"intervals that are over and count"`
	Done int `json:"done" doc:"of these, in which it was done"`
	Off  int `json:"off" doc:"not counted: it was not done, and the node of who had to do it was cut off for half of the time or more"`
}

// SteadyYear is a calendar year: an interval counts for the year in which its middle lies.
type SteadyYear struct {
	Year int `json:"year"`
	Stints
}

// SteadyWork is a piece of standing work of one who has to do it.
type SteadyWork struct {
	Recurring
	Kind  string       `json:"kind,omitempty" enum:"duty,refresh,meeting,exercise,review" doc:"absent: of none of these kinds"`
	Every int          `json:"every" doc:"days that may lie between"`
	Age   int          `json:"age" doc:"days since it was last done or, if it never was, since it is asked"`
	Body  string       `json:"body,omitempty" doc:"for which body it is done"`
	Kept  Stints       `json:"kept"`
	Years []SteadyYear `json:"years"`
}

// SteadyMember is how old what is known of a member is.
type SteadyMember struct {
	Party    Party       `json:"party"`
	Ages     []SteadyAge `json:"ages"`
	Kept     Stints      `json:"kept" doc:"of the standing work that is its own"`
	Tests    int         `json:"tests" doc:"tests of the chain in a year that wanted an answer of its duty desk and count"`
	Answered int         `json:"answered" doc:"of these, answered in time by a person (I36)"`
	Off      int         `json:"off" doc:"tests that are not counted: its node was cut off"`
}

// SteadyAge is how long ago something last happened at a member.
type SteadyAge struct {
	What  string     `json:"what" enum:"meeting,exercise,contacts,chain" doc:"contacts: facts or contacts were refreshed, or a person answered a call; chain: a person answered a call"`
	Last  *time.Time `json:"last,omitempty"`
	Age   int        `json:"age" doc:"days since then or, if it never happened, since it is asked"`
	Every int        `json:"every,omitempty" doc:"days that a clause in force allows; absent: none says"`
	State string     `json:"state" enum:"kept,decayed,unpromised"`
}

// SteadyPair is two members that have not been in contact.
type SteadyPair struct {
	A     Party      `json:"a"`
	B     Party      `json:"b"`
	Last  *time.Time `json:"last,omitempty" doc:"absent: never"`
	Age   int        `json:"age" doc:"days"`
	Every int        `json:"every" doc:"days that the clause allows that brings them together most often"`
}

// Untouched is a piece of work that the present officer of a seat inherited, and that nobody has done since.
type Untouched struct {
	Party   Party      `json:"party"`
	Body    act.Text   `json:"body" doc:"in which the seat is"`
	Changed time.Time  `json:"changed"`
	What    act.Text   `json:"what"`
	Clause  ClauseRef  `json:"clause"`
	Last    *time.Time `json:"last,omitempty"`
}

// Exercised is how many of the duties in force somebody has rehearsed within a year (I24).
type Exercised struct {
	Done int `json:"done"`
	Of   int `json:"of"`
}
