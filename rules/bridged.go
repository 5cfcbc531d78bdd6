package rules

import "strings"

// Pulumi's packages for most clouds are made of Terraform's providers: a type of theirs is
// one of Terraform's under another name, with the names of its attributes in camel case
// and, of lists, in the plural, and without the index of what stands at most once:
// https://www.pulumi.com/docs/iac/concepts/how-pulumi-works/

// bridgedPackages are those whose provider has another name.
var bridgedPackages = map[string]string{"gcp": "google", "azure": "azurerm"}

// ownPackages have names of their own.
var ownPackages = map[string]bool{"kubernetes": true, "azure-native": true, "aws-native": true, "google-native": true, "pulumi": true}

// quietModules are those that Terraform's names leave out.
var quietModules = map[string]bool{"index": true, "ec2": true, "organizations": true, "core": true, "network": true, "compute": true}

// bridgedTypes are the types that follow no rule.
var bridgedTypes = map[string]string{
	"aws:rds/instance:Instance": "aws_db_instance", "aws:lb/loadBalancer:LoadBalancer": "aws_lb", "aws:alb/loadBalancer:LoadBalancer": "aws_lb",
	"aws:cloudtrail/trail:Trail": "aws_cloudtrail", "aws:cfg/recorder:Recorder": "aws_config_configuration_recorder",
	"aws:cfg/recorderStatus:RecorderStatus": "aws_config_configuration_recorder_status", "gcp:serviceaccount/account:Account": "google_service_account",
	"gcp:serviceaccount/key:Key": "google_service_account_key", "azure:authorization/assignment:Assignment": "azurerm_role_assignment",
	"azure:containerservice/kubernetesCluster:KubernetesCluster": "azurerm_kubernetes_cluster", "azure:keyvault/keyVault:KeyVault": "azurerm_key_vault",
}

// bridgedType is the type of Terraform's that one of Pulumi's is, "" where it is none. One
// that has no line for the whole of it is named as Terraform would.
func (t *Table) bridgedType(typ string) string {
	parts := strings.Split(typ, ":")
	if len(parts) != 3 || ownPackages[parts[0]] {
		return ""
	}
	if other := bridgedTypes[typ]; other != "" {
		return other
	}
	provider, name := parts[0], strings.TrimSuffix(parts[2], "V2")
	if other := bridgedPackages[provider]; other != "" {
		provider = other
	}
	module, _, _ := strings.Cut(parts[1], "/")
	if found := t.spelledAs(provider + " " + module + " " + name); found != "" {
		return found
	}
	if quietModules[module] {
		module = ""
		if found := t.spelledAs(provider + " " + name); found != "" {
			return found
		}
	}
	named := append(partsOf(provider+" "+singular(module)), partsOf(name)...)
	return strings.Join(named, "_")
}

// spelledAs gives the type that has a line for the whole of it and the same letters.
func (t *Table) spelledAs(name string) string {
	letters := func(name string) string { return strings.ReplaceAll(wordsOf(name), " ", "") }
	t.spellOnce.Do(func() {
		t.spelled = make(map[string]string, len(t.known))
		for typ := range t.known {
			t.spelled[letters(typ)] = typ
		}
	})
	return t.spelled[letters(name)]
}

// bridged is the spelling of Pulumi: the ways in which a name of it may stand in Terraform's.
func bridged(name string) []string {
	parts := partsOf(name)
	snake := strings.Join(parts, "_")
	if len(parts) == 0 {
		return []string{name}
	}
	parts[len(parts)-1] = singular(parts[len(parts)-1])
	return []string{name, snake, strings.Join(parts, "_")}
}
