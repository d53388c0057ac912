package aims

var help = map[string]string{}
