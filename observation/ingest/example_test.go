package ingest_test

import (
	"fmt"
	"strings"
	"time"

	"tongzhou/observation/ingest"
)

func ExampleCSV() {
	const file = "station,time,quantity,value,unit\r\n" +
		"zhaoyuan,2005-11-20T07:00:00+08:00,nitrobenzene,0.525,mg/L\r\n" +
		"zhaoyuan,2005-11-20 07:30,nitrobenzene,0.531,mg/L\r\n"
	now := time.Date(2005, 11, 20, 1, 0, 0, 0, time.UTC)
	batch, err := ingest.CSV(strings.NewReader(file), now, ingest.Options{})
	if err != nil {
		fmt.Println(err)
		return
	}
	for _, row := range batch.Rows {
		fmt.Println(row.Number, row.Reading.Value, row.Reading.Unit)
	}
	for _, refusal := range batch.Refused {
		fmt.Println(refusal.Error())
	}
	// Output:
	// 2 0.525 mg/L
	// row 3, column time: time "2005-11-20 07:30" has no zone: write it as 2005-11-20T07:00:00+08:00
}
