variable "bedrock_depth" {
  description = "Depth of the bedrock below the foundation, in metres"
  default     = 12
}

resource "aws_iam_role_policy_attachment" "logs" {
  role       = "drill"
  policy_arn = "arn:aws:iam::aws:policy/CloudWatchLogsFullAccess"
}
