package jurisdiction

import "fmt"

// An ID names a jurisdiction or a body of the alliance: a city, a province, an agency, a secretariat.
// It stands in every act and in the origin line of every journal, so it is short, is the same in every
// language and has only one spelling: 1 to 63 lower-case letters, digits, '.' and '-', the first of them
// a letter or a digit. Names that people read are texts beside it, never the ID.
type ID string

// maxID is the longest an ID may be; it is that of a DNS label, so that an ID can be one.
const maxID = 63

// ParseID returns s as an ID, or says which character makes it none.
func ParseID(s string) (ID, error) {
	if s == "" || len(s) > maxID {
		return "", fmt.Errorf("jurisdiction: id %.80q: has %d characters, wants 1 to %d", s, len(s), maxID)
	}
	for i := 0; i < len(s); i++ {
		c := s[i]
		letter := 'a' <= c && c <= 'z' || '0' <= c && c <= '9'
		if !letter && (i == 0 || c != '.' && c != '-') {
			return "", fmt.Errorf("jurisdiction: id %q: character %d is %q; "+
				"an id has lower-case letters, digits, '.' and '-' and starts with a letter or digit", s, i+1, c)
		}
	}
	return ID(s), nil
}

// UnmarshalText refuses what ParseID refuses, so that no decoded structure ever holds a malformed ID.
func (id *ID) UnmarshalText(b []byte) error {
	parsed, err := ParseID(string(b))
	if err != nil {
		return err
	}
	*id = parsed
	return nil
}
