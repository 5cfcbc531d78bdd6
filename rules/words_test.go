package rules

import "testing"

func TestWordsOf(t *testing.T) {
	t.Parallel()
	for name, want := range map[string]string{
		"vpc_security_group_ids": "vpc security group id", "vpcSecurityGroupIDs": "vpc security group id",
		"VpcSecurityGroupIds": "vpc security group id", "KMSKeyId": "kms key id", "kms.key-id": "kms key id",
		"policies": "policy", "access": "access", "status": "status", "dns": "dns", "public_dns": "public dns",
		"table_size_bytes": "table size byte", "s3Key": "s3 key", "https_only": "https only", "HTTPPort": "http port", "": "",
	} {
		if got := wordsOf(name); got != want {
			t.Errorf("%q: %q, want %q", name, got, want)
		}
	}
}

// The plural of what ends in a hiss is longer by two letters.
func TestSingularOfHisses(t *testing.T) {
	t.Parallel()
	for plural, want := range map[string]string{
		"publicAccesses": "public access", "addresses": "address", "branches": "branch", "ip_matches": "ip match",
		"keyPrefixes": "key prefix", "sandboxes": "sandbox", "indexes": "index", "meshes": "mesh", "password_hashes": "password hash", "sizes": "size",
		"caches": "cache", "rules": "rule", "accessPolicies": "access policy",
	} {
		if got := wordsOf(plural); got != want {
			t.Errorf("%s is %q, want %q", plural, got, want)
		}
	}
}
