package rulebook

import (
	"fmt"

	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// deepest is how deep brackets of a file go at most; rules need two.
const deepest = 8

// longestList is how many values a list or a map of a file has at most. The language finds one
// type for all values of a list by comparing each with each.
const longestList = 2000

// longestText is how many lines a text has at most. The parser joins them by comparing each
// with all that follow.
const longestText = 1000

// plain says what is refused of a file before it is parsed: whatever is no plain value. The
// parser follows brackets and operators by calling itself, so a file of nothing else would
// take the program's whole stack.
func plain(tokens hclsyntax.Tokens) hcl.Diagnostics {
	depth, values, lines := 0, 0, 0
	opened := false // by a bracket, just before
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack:
			values = 0
			if depth++; depth > deepest {
				return problem(t.Range, "Brackets within brackets", "A rule has lists and maps of texts, and nothing within these.")
			}
		case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack:
			depth--
		case hclsyntax.TokenComma:
			if values++; values > longestList {
				return problem(t.Range, "Too many values", fmt.Sprintf("A list has at most %d. Make two rules of it, or fewer patterns with a * in them.", longestList))
			}
		case hclsyntax.TokenIdent:
			if opened && string(t.Bytes) == "for" {
				return problem(t.Range, "Loops are not taken", "A rule takes plain values: texts in quotes, lists of them, true and false.")
			}
		case hclsyntax.TokenOQuote, hclsyntax.TokenOHeredoc:
			lines = 0
		case hclsyntax.TokenQuotedLit, hclsyntax.TokenStringLit:
			if lines++; lines > longestText {
				return problem(t.Range, "Too many lines", fmt.Sprintf("A text has at most %d.", longestText))
			}
		case hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			return problem(t.Range, "Templates are not taken", "A rule takes plain texts. For the characters themselves write $${ or %%{.")
		case hclsyntax.TokenOParen, hclsyntax.TokenMinus, hclsyntax.TokenPlus, hclsyntax.TokenStar, hclsyntax.TokenSlash, hclsyntax.TokenPercent,
			hclsyntax.TokenBang, hclsyntax.TokenQuestion, hclsyntax.TokenAnd, hclsyntax.TokenOr,
			hclsyntax.TokenEqualOp, hclsyntax.TokenNotEqual, hclsyntax.TokenLessThan, hclsyntax.TokenLessThanEq, hclsyntax.TokenGreaterThan, hclsyntax.TokenGreaterThanEq:
			return problem(t.Range, "Operators and functions are not taken", "A rule takes plain values: texts in quotes, lists of them, true and false.")
		}
		if t.Type != hclsyntax.TokenNewline && t.Type != hclsyntax.TokenComment {
			opened = t.Type == hclsyntax.TokenOBrack || t.Type == hclsyntax.TokenOBrace
		}
	}
	return nil
}

func problem(at hcl.Range, summary, detail string) hcl.Diagnostics {
	return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: summary, Detail: detail, Subject: &at}}
}
