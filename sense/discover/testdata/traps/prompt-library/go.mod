module example.com/prompt

go 1.22

require (
	github.com/c-bata/go-prompt v0.2.6
	github.com/manifoldco/promptui v0.9.0
)
