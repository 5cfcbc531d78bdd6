package models

// The resource types that have a name of their own; every other resource keeps
// the reporting tool's type name.
const (
	ResourceEC2           = "EC2"
	ResourceRDS           = "RDS"
	ResourceS3            = "S3"
	ResourceIAMRole       = "IAM_ROLE"
	ResourceSecurityGroup = "SECURITY_GROUP"
)

// resourceTypes names the tools' types that stand for the five of the domain.
var resourceTypes = map[string]string{
	"aws_instance":       ResourceEC2,
	"aws_db_instance":    ResourceRDS,
	"aws_s3_bucket":      ResourceS3,
	"aws_iam_role":       ResourceIAMRole,
	"aws_security_group": ResourceSecurityGroup,

	"AWS::EC2::Instance":      ResourceEC2,
	"AWS::RDS::DBInstance":    ResourceRDS,
	"AWS::S3::Bucket":         ResourceS3,
	"AWS::IAM::Role":          ResourceIAMRole,
	"AWS::EC2::SecurityGroup": ResourceSecurityGroup,

	"aws:ec2/instance:Instance":           ResourceEC2,
	"aws:rds/instance:Instance":           ResourceRDS,
	"aws:s3/bucket:Bucket":                ResourceS3,
	"aws:s3/bucketV2:BucketV2":            ResourceS3,
	"aws:iam/role:Role":                   ResourceIAMRole,
	"aws:ec2/securityGroup:SecurityGroup": ResourceSecurityGroup,
}

// ResourceTypeOf gives the domain's name for a tool's resource type: aws_instance,
// AWS::EC2::Instance and aws:ec2/instance:Instance are all EC2. A type that has no
// such name comes back as it is.
func ResourceTypeOf(toolType string) string {
	if name, ok := resourceTypes[toolType]; ok {
		return name
	}
	return toolType
}
