package view

import (
	"time"

	"tongzhou/act"
)

// ReportedFigure is a figure that somebody reported, in all its versions, beside what others found when they verified it. A difference is shown and no intent.
type ReportedFigure struct {
	By       Party           `json:"by"`
	Subject  string          `json:"subject,omitempty" doc:"of a statement, whose verification names it too; of a signal station/quantity"`
	Field    string          `json:"field,omitempty" doc:"of a report"`
	Name     act.Text        `json:"name"`
	Unit     string          `json:"unit" doc:"of the version that was held to be so, and so of apart and band"`
	Versions []FigureVersion `json:"versions" doc:"the author's, oldest first"`
	Checks   []FigureCheck   `json:"checks" doc:"oldest first"`
	State    string          `json:"state" enum:"unverified,corrected,within,moved,unsure,estimate,beyond" doc:"corrected: by its author before anybody asked; within: what measurement explains; moved: the check speaks of another moment; unsure: a check does not say how sure it is; estimate: its author called it possible and no more; beyond: what measurement explains"`
	Says     act.Text        `json:"says" doc:"the state in a sentence"`
	Apart    *float64        `json:"apart,omitempty" doc:"reported less verified, by the nearest check"`
	Band     *float64        `json:"band,omitempty" doc:"half the width of the 95 % band of the difference; absent: not known"`
	For      []act.Text      `json:"for" doc:"what speaks for the author"`
	Asked    []ActRef        `json:"asked" doc:"requests and calls for help that its author made between the figure and the check: what may rest on it"`
	Filed    *ActRef         `json:"filed,omitempty" doc:"a suspicion that a person put on record"`
	Draft    act.Text        `json:"draft,omitempty" doc:"of one beyond: what a suspicion could say"`
	Evidence []ActRef        `json:"evidence" doc:"acts that it would cite"`
}

// FigureVersion is one version of a reported figure.
type FigureVersion struct {
	Value      float64   `json:"value"`
	Unit       string    `json:"unit" doc:"a correction may have another one"`
	Doubt      *float64  `json:"doubt,omitempty" doc:"half the width of the band that its author gives"`
	Confidence string    `json:"confidence,omitempty"`
	Of         time.Time `json:"of" doc:"of which moment it speaks"`
	At         time.Time `json:"at" doc:"when it was put on record"`
	Withdrawn  *ActRef   `json:"withdrawn,omitempty"`
	Ref        ActRef    `json:"ref"`
}

// FigureCheck is a figure that was measured or counted to verify another.
type FigureCheck struct {
	By     Party     `json:"by"`
	Value  float64   `json:"value"`
	Unit   string    `json:"unit"`
	Doubt  *float64  `json:"doubt,omitempty" doc:"half the width of its 95 % band; absent: nobody said"`
	Basis  string    `json:"basis" enum:"observed,computed"`
	Source act.Text  `json:"source,omitempty"`
	Of     time.Time `json:"of"`
	At     time.Time `json:"at"`
	Ref    ActRef    `json:"ref"`
}
