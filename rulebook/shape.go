package rulebook

import (
	"github.com/hashicorp/hcl/v2"
	"github.com/hashicorp/hcl/v2/hclsyntax"
)

// deepest is how deep brackets of a file go at most; rules need two.
const deepest = 8

// plain says what is refused of a file before it is parsed: whatever is no plain value. The
// parser follows brackets and operators by calling itself, so a file of nothing else would
// take the program's whole stack.
func plain(tokens hclsyntax.Tokens) hcl.Diagnostics {
	depth := 0
	for _, t := range tokens {
		switch t.Type {
		case hclsyntax.TokenOBrace, hclsyntax.TokenOBrack:
			if depth++; depth > deepest {
				return problem(t.Range, "Brackets within brackets", "A rule has lists and maps of texts, and nothing within these.")
			}
		case hclsyntax.TokenCBrace, hclsyntax.TokenCBrack:
			depth--
		case hclsyntax.TokenTemplateInterp, hclsyntax.TokenTemplateControl:
			return problem(t.Range, "Templates are not taken", "A rule takes plain texts. For the characters themselves write $${ or %%{.")
		case hclsyntax.TokenOParen, hclsyntax.TokenMinus, hclsyntax.TokenPlus, hclsyntax.TokenStar, hclsyntax.TokenSlash, hclsyntax.TokenPercent,
			hclsyntax.TokenBang, hclsyntax.TokenQuestion, hclsyntax.TokenAnd, hclsyntax.TokenOr,
			hclsyntax.TokenEqualOp, hclsyntax.TokenNotEqual, hclsyntax.TokenLessThan, hclsyntax.TokenLessThanEq, hclsyntax.TokenGreaterThan, hclsyntax.TokenGreaterThanEq:
			return problem(t.Range, "Operators and functions are not taken", "A rule takes plain values: texts in quotes, lists of them, true and false.")
		}
	}
	return nil
}

func problem(at hcl.Range, summary, detail string) hcl.Diagnostics {
	return hcl.Diagnostics{{Severity: hcl.DiagError, Summary: summary, Detail: detail, Subject: &at}}
}
