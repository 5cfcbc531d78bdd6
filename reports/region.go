package reports

import (
	"regexp"
	"strings"
	"unicode"
	"unicode/utf8"
)

// RegionGlobal is the region of what belongs to none, such as an IAM role.
const RegionGlobal = "global"

// regionLimit is the longest text that is taken for a region, in characters.
const regionLimit = 50

var (
	// accountDigits are an account as it stands in AWS's own words, cut or not.
	accountDigits  = regexp.MustCompile(`^\d{1,12}$`)
	accountPattern = regexp.MustCompile(`^\d{12}$`)
	// zonePattern splits a zone into its region and the zone's letter:
	// eu-central-1a of AWS, europe-west4-b of Google.
	zonePattern = regexp.MustCompile(`^((?:[a-z]+-)+[a-z]*\d+)-?[a-z]$`)
	// regionPattern is a region's name of AWS or of Google. What only a variable
	// says must look like one: the plan does not tell `var.x` from "${var.x}-y".
	regionPattern = regexp.MustCompile(`^(?:[a-z]+-)+[a-z]*\d+$`)
	// publicRegion is a region's name as AWS, Google and Azure make theirs, of nothing but
	// words for places.
	publicRegion = regexp.MustCompile(strings.ReplaceAll(
		`^(?:(?:us-gov|us-iso[bf]?|eu-isoe|af|ap|ca|cn|eu|il|me|mx|sa|us)-WAY-\d|`+
			`(?:africa|asia|australia|europe|me|northamerica|southamerica|us)-WAY\d{1,2}|`+
			`(?:WAY){0,2}(?:us|europe|asia|uk|uae|india|jioindia|japan|korea|australia|brazil|canada|mexico|chile|france|germany|norway|sweden|switzerland|`+
			`poland|italy|spain|austria|belgium|denmark|israel|qatar|southafrica|newzealand|indonesia|malaysia|taiwan|china)(?:WAY){0,2}\d?)$`,
		"WAY", "(?:north|south|central|(?:north|south)?(?:east|west))"))
)

// located are the types whose `location` is a region, by how their names begin.
var located = []string{"azurerm_", "azapi_", "google_", "azure-native:", "azure:", "gcp:", "google-native:"}

func twelveDigits(s string) string {
	if accountPattern.MatchString(s) {
		return s
	}
	return ""
}

// arnPlace gives the region and the account that an ARN names, "" where it names none.
// An ARN without a region is of a service that has none, except for S3's.
func arnPlace(arn string) (region, account string) {
	parts := strings.SplitN(arn, ":", 6)
	if len(parts) < 6 || parts[0] != "arn" {
		return "", ""
	}
	region = parts[3]
	if region == "" && parts[2] != "s3" {
		region = RegionGlobal
	}
	return region, twelveDigits(parts[4])
}

// regionName is s where that can be a region; of a link, as Google's resources
// hold it, the last part.
func regionName(s string) string {
	s = s[strings.LastIndexByte(s, '/')+1:]
	unprintable := func(r rune) bool { return !unicode.IsPrint(r) }
	if utf8.RuneCountInString(s) > regionLimit || strings.ContainsFunc(s, unprintable) {
		return ""
	}
	return s
}

func zoneRegion(zone string) string {
	if m := zonePattern.FindStringSubmatch(zone); m != nil {
		return m[1]
	}
	return ""
}
