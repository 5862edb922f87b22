package report

import (
	"strings"
	"testing"
	"time"
)

// Every number and address in these tests is made up.
func TestMask(t *testing.T) {
	t.Parallel()
	for _, c := range []struct{ name, text, want string }{
		{"ten digits and hyphen", "Han heter 850101-1234 sa någon", "Han heter [personnummer] sa någon"},
		{"plus sign of a centenarian", "220101+1234", "[personnummer]"},
		{"space", "850101 1234", "[personnummer]"},
		{"together", "8501011234", "[personnummer]"},
		{"eight and four", "19850101-1234", "[personnummer]"},
		{"eight and four, plus", "19220101+1234", "[personnummer]"},
		{"eight and four, space", "20050101 1234", "[personnummer]"},
		{"twelve together", "200501011234", "[personnummer]"},
		{"right check digit", "811228-9874", "[personnummer]"},
		{"wrong check digit", "811228-9873", "[personnummer]"},
		{"samordningsnummer", "701063-2391", "[personnummer]"},
		{"samordningsnummer, twelve", "19701063-2391", "[personnummer]"},
		{"samordningsnummer, together", "7010632391", "[personnummer]"},
		{"samordningsnummer, no known birthday", "850060-1234", "[personnummer]"},
		{"letters at both ends", "pnr850101-1234s", "pnr[personnummer]s"},
		{"spaces around the hyphen", "850101 - 1234", "[personnummer]"},
		{"en dash", "850101–1234", "[personnummer]"},
		{"non-breaking hyphen", "850101\u20111234", "[personnummer]"},
		{"non-breaking space", "850101\u00a01234", "[personnummer]"},
		{"soft hyphen", "850101-\u00ad1234", "[personnummer]"},
		{"date parted by hyphens", "född 1985-01-01-1234.", "född [personnummer]."},
		{"date parted by hyphens, space", "1985-01-01 1234", "[personnummer]"},
		{"date parted by dots", "85.01.01-1234", "[personnummer]"},
		{"date parted by spaces", "85 01 01-1234", "[personnummer]"},
		{"two after each other", "850101-1234,860202-2345", "[personnummer],[personnummer]"},
		{"date parted by spaces, space", "1985 01 01 1234", "[personnummer]"},
		{"line break", "850101-\r\n1234", "[personnummer]"},
		{"two hyphens", "850101 -- 1234", "[personnummer]"},
		{"slash", "850101/1234", "[personnummer]"},
		{"underscore", "850101_1234", "[personnummer]"},
		{"brackets", "850101 (1234)", "[personnummer])"},
		{"digits of full width", "８５０１０１－１２３４", "[personnummer]"},
		{"Arabic digits", "٨٥٠١٠١-١٢٣٤", "[personnummer]"},
		{"keycaps", "8\ufe0f\u20e350101-1234", "[personnummer]"},
		{"horizontal bar", "850101\u20151234", "[personnummer]"},
		{"zero width space within", "8501\u200b01-1234", "[personnummer]"},
		{"word joiner", "850101\u20601234", "[personnummer]"},
		{"figure space", "850101\u20071234", "[personnummer]"},
		{"goes on with a hyphen", "850101-1234-5", "[personnummer]-5"},

		{"mobile", "ring 070-123 45 67 nu", "ring [telefon] nu"},
		{"mobile together", "0701234567", "[telefon]"},
		{"mobile that is also a date", "0701011234", "[telefon]"},
		{"mobile in twos", "070 12 34 567", "[telefon]"},
		{"mobile, hyphens", "072-123-45-67", "[telefon]"},
		{"mobile, four first", "0761-23 45 67", "[telefon]"},
		{"mobile, dots", "073.123.45.67", "[telefon]"},
		{"mobile, slash", "079/123 45 67", "[telefon]"},
		{"mobile in brackets", "(070) 123 45 67", "[telefon]"},
		{"mobile, en dash", "070–123 45 67", "[telefon]"},
		{"mobile, spaced hyphen", "070 - 123 45 67", "[telefon]"},
		{"mobile within brackets", "Anna (070-123 45 67)", "[namn] ([telefon])"},
		{"landline of Stockholm", "08-123 456 78", "[telefon]"},
		{"landline of Stockholm, short", "08-12 34 56", "[telefon]"},
		{"landline of Stockholm, brackets", "(08) 123 45 67", "[telefon]"},
		{"landline of Köping", "0221-123 45", "[telefon]"},
		{"landline of Köping together", "022112345", "[telefon]"},
		{"landline of Västerås", "021-12 34 56", "[telefon]"},
		{"nation-wide", "0771-123 456", "[telefon]"},
		{"+46", "+46 70 123 45 67", "[telefon]"},
		{"+46 together", "+46701234567", "[telefon]"},
		{"+46 hyphen", "+46-70-123 45 67", "[telefon]"},
		{"+46 (0)", "+46 (0)70-123 45 67", "[telefon]"},
		{"+46(0) together", "+46(0)701234567", "[telefon]"},
		{"+46 landline", "+46 221 123 45", "[telefon]"},
		{"+46 8", "+46 8-123 456 78", "[telefon]"},
		{"+46 8 spaces", "+46 8 123 45 67", "[telefon]"},
		{"+46 (0)8", "+46 (0)8 12 34 56", "[telefon]"},
		{"0046 8", "0046 8 123 45 67", "[telefon]"},
		{"0046", "0046 70 123 45 67", "[telefon]"},
		{"0046 together", "0046701234567", "[telefon]"},
		{"46 together", "46701234567", "[telefon]"},
		{"foreign", "+358 40 123 4567", "[telefon]"},
		{"after tel:", "tel.0701234567, tel:08-1234567", "tel.[telefon], tel:[telefon]"},
		{"+46-(0)", "+46-(0)70-1234567", "[telefon]"},
		{"+46 in brackets", "(+46) 70 123 45 67", "[telefon]"},
		{"46 without plus", "46 70-123 45 67", "[telefon]"},
		{"mobile, two hyphens", "070--1234567", "[telefon]"},
		{"mobile, line break", "070\n123 45 67", "[telefon]"},
		{"landline, dot", "0221.12345", "[telefon]"},
		{"landline of Stockholm, dots", "08.123.45.67", "[telefon]"},
		{"a digit of full width", "0７0-1234567", "[telefon]"},
		{"telephone and identity", "070-123 45 67 850101-1234", "[telefon] [personnummer]"},
		{"telephone and date", "070-123 45 67 2026-11-20", "[telefon] 2026-11-20"},

		{"e-mail", "skriv till anna.andersson@exempel.se.", "skriv till [e-post]."},
		{"e-mail with å", "åke_å+klagomål@köping.exempel.se", "[e-post]"},
		{"e-mail in brackets", "<a-b@sub.exempel.com>", "<[e-post]>"},
		{"e-mail without its end", "anna@exempel", "[e-post]"},
		{"e-mail with a number first", "070123@163.com", "[e-post]"},
		{"two e-mails", "a@b.se;c@d.se", "[e-post];[e-post]"},

		{"e-mail, at in brackets", "anna (at) exempel.se", "[e-post]"},
		{"e-mail, spaced", "anna @ exempel.se", "[e-post]"},
		{"e-mail, at of full width", "anna＠exempel.se", "[e-post]"},

		{"plate", "Volvo ABC123 körde", "Volvo [regnr] körde"},
		{"plate, new form", "ABC12D", "[regnr]"},
		{"plate, space", "ABC 123", "[regnr]"},
		{"plate, new form, space", "reg ABC 12D!", "reg [regnr]!"},
		{"plate, hyphen", "ABC-123", "[regnr]"},
		{"plate, small letters", "abc123", "[regnr]"},
		{"plate, small letters, new form", "abc12d", "[regnr]"},
		{"plate, small letters, space", "bil abc 123 och Abc 12d", "bil [regnr] och [regnr]"},
		{"plate, two spaces", "ABC  123", "[regnr]"},
		{"plate, en dash", "ABC–123", "[regnr]"},
		{"plate, non-breaking space", "ABC\u00a0123", "[regnr]"},
		{"plate, full width", "ＡＢＣ１２３", "[regnr]"},
		{"plate that spells a word", "HUS123", "[regnr]"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			if got := Mask(c.text); got != c.want {
				t.Errorf("Mask(%q) = %q, want %q", c.text, got, c.want)
			}
		})
	}
}

func TestMaskLeaves(t *testing.T) {
	t.Parallel()
	for _, text := range []string{
		"", " ", "Otryggt vid gångtunneln.", "2026-11-20", "2026-11-20 22:15", "2026-11-20 22.15",
		"2026-11-20T22:15:00+01:00", "20.11.2026", "20/11 2026", "20.11.2026 22.15", "08-11-2026", "08/11/2026",
		"2026-11-20 2026-11-21", "2026-11-20–2026-11-22", "20261120", "201120", "11/20/2015 12:25:23 AM",
		"kl 22:15", "kl. 2215", "kl 123", "22.15–23.30", "08-17", "mån 08-12 13-17", "08.00-16.00", "0800-1600", "kl 0800-1630 10 nov",
		"Storgatan 12", "Storgatan 12B", "Hus 12B", "hus 12b", "rum 203", "RUM 203", "typ 200", "max 250 kr", "hus-12b",
		"linje 1", "buss 516", "Buss 841", "BUS 123", "väg 56", "E18", "E20", "Rv 56", "250 kr", "1 250 000 kr",
		"10 000", "12500:-", "SEK 100", "ÖVN-2026W46-017", "Ärende 2026/1234", "dnr KS 2026-00123", "K-123",
		"5000-K123456-26", "112", "114 14", "11414", "11313", "1177", "SOS 112", "SOS112", "ring 112 eller 114 14",
		"59.512345, 15.993456", "16.01234567", "59,512012 15,993412", "N 6597123 E 545678", "6597123,45 545678,12",
		"123456-7890", "556677-8899", "731 30 Köping", "73130", "2024-2025", "100 m", "-5 grader", "+5 grader",
		"3@5", "@koping", "a @ b", "a (at) b", "Torget – mörkt där", "22–23", "kl 08-12.30 13.30-17", "08.00–16.00", "v. 46 70", "och 14", "OCH 123", "skolan 2 3", "1985", "19850101", "017 2026-11-20",
		"[personnummer] [telefon] [e-post] [regnr]", "Nibblesbackevägen 100", "år 2025-12", "v. 46", "10-12-14",
		"\xff\xfe", "1234567890123456", "0", "00", "000", "0-0", "+", "(", "12 st á 100",
	} {
		if got := Mask(text); got != text {
			t.Errorf("Mask(%q) = %q, want it untouched", text, got)
		}
	}
}

// TestMaskEveryBirthday goes through each day of a year, each parting and both lengths.
func TestMaskEveryBirthday(t *testing.T) {
	t.Parallel()
	for month := 1; month <= 12; month++ {
		for day := 1; day <= 91; day++ {
			if day > 31 && day < 60 {
				continue
			}
			date := string([]byte{byte('0' + month/10), byte('0' + month%10), byte('0' + day/10), byte('0' + day%10)})
			for _, parting := range []string{"", "-", "+", " ", " - ", "–"} {
				for _, year := range []string{"19", "95", "1995", "2004"} {
					text := "x " + year + date + parting + "0123 y"
					if got := Mask(text); got != "x "+TagIdentity+" y" {
						t.Fatalf("Mask(%q) = %q", text, got)
					}
				}
			}
		}
	}
}

func FuzzMask(f *testing.F) {
	for _, seed := range []string{
		"850101-1234", "070-123 45 67", "a@b.se@c.se", "ABC 12D", "+46 (0)70 123", "2026-11-20 22:15",
		"ABC123DEF456", "08-12 13-17", "\xc2", "850101–1234",
	} {
		f.Add(seed)
	}
	f.Fuzz(func(t *testing.T, text string) {
		once := Mask(text)
		if twice := Mask(once); twice != once {
			t.Errorf("masking %q twice: %q, once: %q", text, twice, once)
		}
		for _, number := range []string{"850161-1234", "19850101+1234", "850101 1234"} {
			if got := Mask(text + " " + number + " " + text); strings.Contains(got, number) {
				t.Errorf("%q holds %q", got, number)
			}
		}
	})
}

// TestMaskEndsSoon masks a quarter of a megabyte of what is made to take long.
func TestMaskEndsSoon(t *testing.T) {
	t.Parallel()
	const most = 5 * time.Second // a tenth of that where nothing else runs
	for _, piece := range []string{
		"heter Kalle ", "heter ", "1 ", "1-", "850101-1234", "a@b.se", "Kalle ", "bor på Xgatan 1 ", "a at b.se ", "a punkt ", "a punkt se ",
		"O1", "flat 1 ", "+1 (", "mvh\n", "bor ", "och Anna ", "tr 2 ", "(at)", " at ", "/a ", "Ö", "0",
	} {
		text := "Ringvägen 1, " + strings.Repeat(piece, 1<<18/len(piece))
		begun := time.Now()
		masked := Mask(text)
		if took := time.Since(begun); took > most {
			t.Errorf("256 kB of %q took %v", piece, took)
		}
		if Mask(masked) != masked {
			t.Errorf("256 kB of %q: masking again changes it", piece)
		}
	}
}
