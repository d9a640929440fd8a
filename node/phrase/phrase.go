// Package phrase holds every sentence that a node itself says to people, in English and Simplified Chinese.
//
// A sentence is found by its key in en.json and zh-Hans.json, and has places in braces: {who} is replaced by the argument
// of that name. An argument that is an act.Text is put in in the language of the sentence; a time is written in the zone it
// carries, with the zone's name; a duration in words. The console has a catalogue of its own for what stands on its pages.
package phrase

import (
	"embed"
	"encoding/json"
	"fmt"
	"maps"
	"slices"
	"strconv"
	"strings"
	"time"

	"tongzhou/act"
)

//go:embed en.json zh-Hans.json
var files embed.FS

// Languages are the tags in which every sentence exists.
func Languages() []string { return []string{"en", "zh-Hans"} }

// Args are the arguments of a sentence by the names of their places.
type Args map[string]any

// Book is the catalogue, read once. It may be used by many goroutines.
type Book struct{ sentences map[string]map[string]string } // language, key

// Open reads the catalogue that is part of the program.
func Open() (*Book, error) {
	b := &Book{map[string]map[string]string{}}
	for _, lang := range Languages() {
		text, err := files.ReadFile(lang + ".json")
		if err != nil {
			return nil, err
		}
		sentences := map[string]string{}
		if err := json.Unmarshal(text, &sentences); err != nil {
			return nil, fmt.Errorf("phrase: %s: %w", lang, err)
		}
		b.sentences[lang] = sentences
	}
	return b, nil
}

// Say writes the sentence with this key in every language. A key that is not in the catalogue is written as it is, so that
// nothing a person should know is swallowed.
func (b *Book) Say(key string, args Args) act.Text {
	out := act.Text{}
	for _, lang := range Languages() {
		sentence, ok := b.sentences[lang][key]
		if !ok {
			sentence = key
		}
		out[lang] = fill(sentence, lang, args)
	}
	return out
}

// Word is the word for a value of a kind: Word("phase", "watch"). A value without a word is written as it is.
func (b *Book) Word(kind, value string) act.Text {
	key := kind + "." + value
	if _, ok := b.sentences["en"][key]; !ok {
		return act.Text{"en": value, "zh-Hans": value}
	}
	return b.Say(key, nil)
}

func fill(sentence, lang string, args Args) string {
	var out strings.Builder
	for {
		before, rest, ok := strings.Cut(sentence, "{")
		out.WriteString(before)
		if !ok {
			return out.String()
		}
		name, after, ok := strings.Cut(rest, "}")
		if !ok {
			return out.String() + "{" + rest
		}
		out.WriteString(write(args[name], lang))
		sentence = after
	}
}

func write(v any, lang string) string {
	switch v := v.(type) {
	case nil:
		return map[string]string{"en": "unknown", "zh-Hans": "不详"}[lang]
	case act.Text:
		for _, tag := range []string{lang, "en", "und", "zh-Hans"} { // an officer's own words stand in the language they were written in
			if t := v[tag]; t != "" {
				return t
			}
		}
		for _, tag := range slices.Sorted(maps.Keys(v)) {
			return v[tag]
		}
		return ""
	case []act.Text:
		parts := make([]string, len(v))
		for i, t := range v {
			parts[i] = write(t, lang)
		}
		return strings.Join(parts, map[string]string{"en": ", ", "zh-Hans": "、"}[lang])
	case time.Time:
		if lang == "zh-Hans" {
			return v.Format("1月2日15:04 (") + zone(v) + ")"
		}
		return v.Format("2 Jan 15:04 (") + zone(v) + ")"
	case time.Duration:
		return Duration(v, lang)
	case float64:
		return strconv.FormatFloat(v, 'g', 3, 64)
	default:
		return fmt.Sprint(v)
	}
}

// zone names the offset of a time from UTC.
func zone(t time.Time) string { return "UTC" + t.Format("-07:00") }

// Span writes how long it is from one moment to another as people say it of years: in years and months, below two months in days.
func Span(from, to time.Time) act.Text {
	months := int(to.Month()) - int(from.Month()) + 12*(to.Year()-from.Year())
	if from.AddDate(0, months, 0).After(to) {
		months--
	}
	years, months := months/12, months%12
	switch {
	case years == 0 && months < 2:
		d := int(to.Sub(from).Hours()) / 24
		return act.Text{"en": fmt.Sprintf("%d d", d), "zh-Hans": fmt.Sprintf("%d天", d)}
	case years == 0:
		return act.Text{"en": fmt.Sprintf("%d mo", months), "zh-Hans": fmt.Sprintf("%d个月", months)}
	case months == 0:
		return act.Text{"en": fmt.Sprintf("%d y", years), "zh-Hans": fmt.Sprintf("%d年", years)}
	}
	return act.Text{"en": fmt.Sprintf("%d y %d mo", years, months), "zh-Hans": fmt.Sprintf("%d年%d个月", years, months)}
}

// Duration writes d in words, with at most two units.
func Duration(d time.Duration, lang string) string {
	d = d.Round(time.Minute)
	sign := ""
	if d < 0 {
		sign, d = "-", -d
	}
	words := map[string][3]string{"en": {" d", " h", " min"}, "zh-Hans": {"天", "小时", "分钟"}}[lang]
	days, hours, minutes := int(d.Hours())/24, int(d.Hours())%24, int(d.Minutes())%60
	join := map[string]string{"en": " ", "zh-Hans": ""}[lang]
	switch {
	case days > 0 && hours > 0:
		return sign + strconv.Itoa(days) + words[0] + join + strconv.Itoa(hours) + words[1]
	case days > 0:
		return sign + strconv.Itoa(days) + words[0]
	case hours > 0 && minutes > 0:
		return sign + strconv.Itoa(hours) + words[1] + join + strconv.Itoa(minutes) + words[2]
	case hours > 0:
		return sign + strconv.Itoa(hours) + words[1]
	}
	return sign + strconv.Itoa(minutes) + words[2]
}
