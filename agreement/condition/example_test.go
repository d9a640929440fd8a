package condition_test

import (
	"fmt"

	"tongzhou/agreement/condition"
)

// A clause of the environment ministry's rule of 2011: two hours for a grave event, four for another. While nobody has graded it neither holds.
func Example() {
	language, err := condition.New()
	if err != nil {
		fmt.Println(err)
		return
	}
	grave, _ := language.Compile(`grade in [1, 2]`)
	other, _ := language.Compile(`grade in [3, 4]`)

	facts := condition.Unknown()
	for _, grade := range []int{0, 1, 4} {
		facts.Grade = grade
		two, _ := grave.Holds(facts)
		four, _ := other.Holds(facts)
		fmt.Println("grade", grade, "2 h:", two, "4 h:", four)
	}

	_, err = language.Compile(`grade = 1`)
	fmt.Println("refused:", err != nil)
	// Output:
	// grade 0 2 h: false 4 h: false
	// grade 1 2 h: true 4 h: false
	// grade 4 2 h: false 4 h: true
	// refused: true
}
