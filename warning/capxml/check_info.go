package capxml

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"time"
	"unicode/utf8"
)

const maxHeadline = 140

// exerciseWords begin the headline of a message that is not real, in any of the languages written here.
func exerciseWords(s Status) []string {
	switch s {
	case Exercise:
		return []string{"EXERCISE", "演练", "演練"}
	case Test:
		return []string{"TEST", "测试", "測試"}
	}
	return nil
}

func begins(headline string, words []string) bool {
	return slices.ContainsFunc(words, func(w string) bool {
		return len(headline) >= len(w) && strings.EqualFold(headline[:len(w)], w) && !continues(headline[len(w):], w)
	})
}

// continues says whether a Latin word goes on, as in TESTAMENT.
func continues(rest, word string) bool {
	return word[0] < utf8.RuneSelf && rest != "" && (rest[0]|0x20 >= 'a' && rest[0]|0x20 <= 'z')
}

func (f *findings) infos(a Alert) {
	if len(a.Infos) == 0 && a.MsgType != Cancel {
		f.add("info", "info", "is absent; only a Cancel may say nothing more")
	}
	for i, info := range a.Infos {
		name := info.Language
		if name == "" {
			name = fmt.Sprint(i)
		}
		f.in("info["+name+"]", func() {
			f.info(a, info)
			for _, before := range a.Infos[:i] {
				f.beside(before, info)
			}
		})
	}
}

// beside compares two blocks of one message: the same event told in two languages.
func (f *findings) beside(before, info Info) {
	if strings.EqualFold(before.Language, info.Language) {
		f.add("info", "language", "%s stands twice", info.Language)
	}
	if !slices.Equal(before.Categories, info.Categories) || !slices.Equal(before.EventCodes, info.EventCodes) {
		f.add("info", "eventCode", "category or event code differs from the block in %s", before.Language)
	}
	if before.Headline != "" && before.Headline == info.Headline || before.Description != "" && before.Description == info.Description {
		f.add("translation", "", "the same text stands under %s and %s", before.Language, info.Language)
	}
}

func (f *findings) info(a Alert, info Info) {
	if !languagePattern.MatchString(info.Language) {
		f.add("language", "language", "%.40q is no language tag such as en-US or zh-CN", info.Language)
	}
	if len(info.Categories) == 0 {
		f.add("category", "category", "is absent")
	}
	for _, c := range info.Categories {
		f.word("category", "category", c, "Geo Met Safety Security Rescue Fire Health Env Transport Infra CBRNE Other")
	}
	for _, r := range info.ResponseTypes {
		f.word("response", "responseType", r, "Shelter Evacuate Prepare Execute Avoid Monitor Assess AllClear None")
	}
	if twice(info.Categories) || twice(info.ResponseTypes) {
		f.add("category", "category", "a category or response stands twice")
	}
	f.required("event", "event", info.Event)
	f.word("urgency", "urgency", info.Urgency, "Immediate Expected Future Past Unknown")
	f.word("severity", "severity", info.Severity, "Extreme Severe Moderate Minor Unknown")
	f.word("certainty", "certainty", info.Certainty, "Observed Likely Possible Unlikely Unknown")
	f.values("event-code", "eventCode", info.EventCodes)
	f.values("parameter", "parameter", info.Parameters)
	f.text("audience", info.Audience)
	f.text("senderName", info.SenderName)
	f.text("contact", info.Contact)
	f.headline(a.Status, info)
	f.window(a, info)
	f.address("web", info.Web)
	for i, r := range info.Resources {
		f.in(fmt.Sprintf("resource[%d]", i), func() { f.resource(r) })
	}
	for i, ar := range info.Areas {
		f.in(fmt.Sprintf("area[%d]", i), func() { f.area(ar) })
	}
}

func twice(list []string) bool {
	for i, s := range list {
		if slices.Contains(list[:i], s) {
			return true
		}
	}
	return false
}

func (f *findings) values(code, element string, vs []Value) {
	for i, v := range vs {
		at := fmt.Sprintf("%s[%d]", element, i)
		f.required(code, at+".valueName", v.Name)
		f.required(code, at+".value", v.Value)
		if slices.Contains(vs[:i], v) {
			f.add(code, at, "%.40q stands twice with the same value", v.Name)
		}
	}
}

func (f *findings) headline(s Status, info Info) {
	f.required("headline", "headline", info.Headline)
	f.text("description", info.Description)
	f.text("instruction", info.Instruction)
	if n := utf8.RuneCountInString(info.Headline); n > maxHeadline {
		f.add("headline", "headline", "has %d characters, %d are shown everywhere", n, maxHeadline)
	}
	if info.Headline != "" && (info.Headline == info.Description || info.Headline == info.Instruction) ||
		info.Description != "" && info.Description == info.Instruction {
		f.add("headline", "headline", "headline, description and instruction say three things, not one thing twice")
	}
	if words := exerciseWords(s); words != nil && !begins(info.Headline, words) {
		f.add("status-headline", "headline", "of a message with status %s begins with %s", s, strings.Join(words, " or "))
	}
	for _, other := range []Status{Exercise, Test} {
		if s != other && begins(info.Headline, exerciseWords(other)) {
			f.add("status-headline", "headline", "says %s, but the status is %s", other, s)
		}
	}
}

// window checks the times of a block against each other. Without expires no reader would know when to drop it.
func (f *findings) window(a Alert, info Info) {
	for _, t := range []struct {
		name string
		at   time.Time
	}{{"effective", info.Effective}, {"onset", info.Onset}, {"expires", info.Expires}} {
		if !t.at.IsZero() {
			f.time(t.name, t.at)
		}
	}
	if info.Expires.IsZero() {
		if a.MsgType != Cancel {
			f.add("expires", "expires", "is absent; readers would keep the message for ever")
		}
		return
	}
	from := a.Sent
	if info.Effective.After(from) {
		from = info.Effective
	}
	if !info.Expires.After(from) {
		f.add("expires", "expires", "%s is not after %s, when the message takes effect", stamp(info.Expires), stamp(from))
	}
	if info.Onset.After(info.Expires) {
		f.add("onset", "onset", "%s is after expires", stamp(info.Onset))
	}
}

func (f *findings) address(where, s string) {
	if s == "" {
		return
	}
	u, err := url.Parse(s)
	if err != nil || !u.IsAbs() || u.Host == "" && u.Opaque == "" || strings.ContainsAny(s, " \t\n<>\"{}|\\^`") || !validText(s) {
		f.add("uri", where, "%.80q is no absolute address", s)
	}
}

func (f *findings) resource(r Resource) {
	f.required("text", "resourceDesc", r.Desc)
	if !mimePattern.MatchString(r.MIMEType) {
		f.add("mime", "mimeType", "%.40q is no media type", r.MIMEType)
	}
	if r.Size < 0 {
		f.add("text", "size", "is %d", r.Size)
	}
	f.address("uri", r.URI)
}
