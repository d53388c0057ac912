package aims

import "github.com/plimsoll-aims/plimsoll/kernel"

// Task is something to do next about a record, by one person until a day (6.1.1, 10.1).
type Task struct {
	// Title says what to do.
	Title string `json:"title" fact:"required,text"`
	// About is the record that it is about, as kind/name.
	About kernel.AnyRef `json:"about" fact:"index,keep"`
	// Why says what it is good for: the gap it closes, the clause that asks.
	Why string `json:"why" fact:"long,text"`
	// Owner does it.
	Owner kernel.Ref[Person] `json:"owner" fact:"required,index"`
	// State says how far it is.
	State TaskState `json:"state" fact:"required,index"`
	// Due is the day until which it is to be done.
	Due kernel.Date `json:"due" fact:"index"`
	// Minutes is how long it will take.
	Minutes int `json:"minutes" fact:"min=0,unit=minutes,index"`
	// Done is the day on which it was done.
	Done kernel.Date `json:"done" fact:"index"`
	// Result says what came of it.
	Result string `json:"result" fact:"long,text"`
}

// TaskState says how far a task is.
type TaskState string

// The states.
const (
	TaskOpen    TaskState = "open"
	TaskDoing   TaskState = "doing"
	TaskDone    TaskState = "done"
	TaskDropped TaskState = "dropped"
)

// Values lists the states.
func (TaskState) Values() []string { return []string{"open", "doing", "done", "dropped"} }

// Live says whether the task still has to be done.
func (s TaskState) Live() bool { return s == TaskOpen || s == TaskDoing }

// TaskKind registers Task.
var TaskKind = kernel.Define[Task]("task",
	kernel.Clauses("6.1.1", "9.3.3", "10.1"), kernel.Owned("owner"),
	kernel.States("state", []string{"open", "doing", "done"},
		kernel.Step("open", "doing", "Start"),
		kernel.Step("open", "done", "Done"),
		kernel.Step("doing", "done", "Done"),
		kernel.Step("doing", "open", "Put back"),
		kernel.Step("open", "dropped", "Drop"),
		kernel.Step("doing", "dropped", "Drop"),
		kernel.Step("done", "open", "Open again"),
		kernel.Step("dropped", "open", "Open again")),
	kernel.Check(func(t *Task, ps *kernel.Problems) {
		needs(ps, t.State == TaskDone && t.Done == "", "done", "say on which day it was done")
	}))
