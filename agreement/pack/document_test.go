package pack

import (
	"bytes"
	"flag"
	"fmt"
	"os"
	"slices"
	"strings"
	"testing"

	"tongzhou/agreement"
)

var update = flag.Bool("update", false, "rewrite doc/packs.md")

const documentPath = "../../doc/packs.md"

const opening = `# What ships: rule packs, compacts and templates

Generated from the files in ` + "`agreement/pack`" + `; ` + "`go test ./agreement/pack -run TestPacksDocument -update`" + ` rewrites it. ` + "`tongzhou pack list`" + `, ` + "`tongzhou pack show`" + ` and
` + "`tongzhou pack check`" + ` print and check the same.

* Nothing here is in force by itself. A superior issues a rule pack; the parties of a compact, plan, list or programme sign it.
* It restates in our own words. The wording of the law decides, and the year is that of the version that was read. Ask a lawyer before relying on it.
* "Immediately" and "promptly" have no figure where the law has none.
* **Unverified** clauses were recalled, or their source could not be reached. They remind (force custom or, in a compact, agreement), and say so.
* Acts are between jurisdictions: where a law names a department or a unit, the duty is its government's, and "post" says who does it there.
* 本文由 ` + "`agreement/pack`" + ` 中的文件生成。所列文本本身不生效：规则包由上级发布，协定、预案、清单、计划由各方签署。规则以自己的话重述，以法律原文为准，采用前请咨询律师。
  法律未写数字的“立即”“及时”，此处也没有数字。**未核实**的条款凭记忆所记或未能取得出处，仅作提醒，并逐条注明。法律点名部门或单位之处，义务归其所属政府，“岗位”写明由谁办理。

`

// document is doc/packs.md.
func document(t *testing.T) []byte {
	var b bytes.Buffer
	b.WriteString(opening + "| name | English | 中文 | unverified |\n|---|---|---|---|\n")
	for _, name := range Names() {
		s := load(t, name)
		fmt.Fprintf(&b, "| [%s](#%s) | %s | %s | %s |\n", name, name, cell(s.Instrument.Title["en"]), cell(s.Instrument.Title["zh-Hans"]), strings.Join(s.Unverified, ", "))
	}
	for _, name := range Names() {
		b.WriteString("\n")
		section(&b, load(t, name))
	}
	return b.Bytes()
}

// section is what the document says about one instrument.
func section(b *bytes.Buffer, s Shipped) {
	in := s.Instrument
	fmt.Fprintf(b, "## %s\n\n**%s**\n**%s**\n\n%s\n%s\n\n", s.Name, in.Title["en"], in.Title["zh-Hans"], s.Summary["en"], s.Summary["zh-Hans"])
	kind := "not a template"
	if s.Template {
		kind = "template"
	}
	fmt.Fprintf(b, "* %s, %s, %s; %s, %s\n", reader{}.word(in.Type), reader{}.word(in.Mode), kind, reader{true}.word(in.Type), reader{true}.word(in.Mode))
	if in.From != 0 {
		fmt.Fprintf(b, "* from / 起 %s\n", in.From.RFC3339())
	}
	if in.Notice > 0 {
		fmt.Fprintf(b, "* notice of leaving: %d days / 退出通知期：%d天\n", in.Notice, in.Notice)
	}
	for _, n := range append(slices.Clone(s.Notes), s.Licence) {
		fmt.Fprintf(b, "* %s<br>%s\n", n["en"], n["zh-Hans"])
	}
	if len(in.Sections) > 0 {
		b.WriteString("\n| section | English | 中文 |\n|---|---|---|\n")
		for _, sec := range in.Sections {
			fmt.Fprintf(b, "| %s | %s | %s |\n", sec.Key, cell(sec.Text["en"]), cell(sec.Text["zh-Hans"]))
		}
	}
	if len(in.Bodies) > 0 {
		b.WriteString("\n| body | English | 中文 | under | classes |\n|---|---|---|---|---|\n")
		for _, body := range in.Bodies {
			fmt.Fprintf(b, "| %s | %s | %s | %s | %s |\n", body.ID, cell(body.Name["en"]), cell(body.Name["zh-Hans"]), body.Parent, strings.Join(body.Classes, ", "))
		}
	}
	b.WriteString("\n| clause | English | 中文 | source |\n|---|---|---|---|\n")
	for _, c := range in.Clauses {
		fmt.Fprintf(b, "| %s | %s | %s | %s |\n", c.ID, said(c, "en"), said(c, "zh-Hans"), origin(c, slices.Contains(s.Unverified, c.ID)))
	}
}

// said is a clause in one language: title, text, condition and what a machine reads.
func said(c agreement.Clause, lang string) string {
	r := reader{lang == "zh-Hans"}
	out := "**" + cell(c.Title[lang]) + "** " + cell(c.Text[lang])
	if c.When != "" {
		out += "<br>" + r.say("if", "若") + " `" + cell(c.When) + "`"
	}
	if reading := Reading(c, lang); reading != "" {
		out += "<br>*" + cell(reading) + "*"
	}
	if c.Duty != nil && c.Duty.Post != nil {
		out += "<br>" + r.say("post: ", "岗位：") + cell(c.Duty.Post[lang])
	}
	if c.Duty != nil && c.Duty.Evidence != nil {
		out += "<br>" + r.say("shown by: ", "证据：") + cell(c.Duty.Evidence[lang])
	}
	return out
}

// origin is where a clause comes from.
func origin(c agreement.Clause, unverified bool) string {
	out := reader{}.word(c.Force) + " / " + reader{true}.word(c.Force)
	if s := c.Source; s != nil {
		out += fmt.Sprintf("<br>%s / %s, %s, art. %s", cell(s.Law["en"]), cell(s.Law["zh-Hans"]), s.Year, s.Article)
		if s.Note != nil {
			out += "<br>" + cell(s.Note["en"]) + " / " + cell(s.Note["zh-Hans"])
		}
	}
	if unverified {
		out += "<br>**unverified / 未核实**"
	}
	return out
}

// cell makes a text fit into a cell of a table.
func cell(s string) string {
	return strings.NewReplacer("|", `\|`, "\n", " ", "*", `\*`).Replace(s)
}

// The document shows every clause of every pack in both languages with its source, and is what the files say now.
func TestPacksDocument(t *testing.T) {
	want := document(t)
	if *update {
		if err := os.WriteFile(documentPath, want, 0o644); err != nil {
			t.Fatal(err)
		}
	}
	got, err := os.ReadFile(documentPath)
	if err != nil {
		t.Fatal(err)
	}
	if !bytes.Equal(got, want) {
		t.Error("doc/packs.md is not what the packs say; run: go test ./agreement/pack -run TestPacksDocument -update")
	}
}
