DROP TRIGGER approval_terms_keep ON approval_terms;
DROP FUNCTION keep_approval_term();
