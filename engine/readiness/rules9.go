package readiness

import (
	"github.com/plimsoll-aims/plimsoll/aims"
	"github.com/plimsoll-aims/plimsoll/engine/facts"
)

// clause9 are the rules for performance evaluation and improvement, as far as the
// present vocabulary goes: audits, reviews and nonconformities are documents yet.
var clause9 = []rule{
	{"9.1-x1", "what each active objective measures", 10, pursued("say what is measured", "do not say what is measured", "say what is measured", func(_ *facts.Facts, o *aims.Objective) bool { return o.Metric != "" })},
	{"9.1-x2", "metric, unit and direction of each active objective", 10, pursued("say how it is measured", "lack metric, unit or direction", "complete the definition of the metric", func(_ *facts.Facts, o *aims.Objective) bool {
		return o.Metric != "" && o.Unit != "" && o.Better != ""
	})},
	{"9.1-x3", "how often each active objective is measured", 5, pursued("say how often", "do not say how often", "say how many months lie between two measurements", func(_ *facts.Facts, o *aims.Objective) bool { return o.Frequency > 0 })},
	{"9.1-x4", "how and when the results of each active objective are judged", 5, pursued("say when results are judged", "do not say when results are judged", "say how often and how results are judged", func(_ *facts.Facts, o *aims.Objective) bool { return o.Frequency > 0 && o.Plan.Evaluation != "" })},
	{"9.1-x5", "a measurement of every active objective within its period", 10, pursued("are measured in time", "are not measured in time", "record the measurement of the last period", (*facts.Facts).MeasuredInTime)},
	{"9.2.2-x1", "an internal audit programme (clause 9.2.2), in force", 60, document("internal audit programme", "iso42001:9.2.2", "iso42001:9.2.2-x1")},
	{"9.2.2-x3", "the audit programme and results (MD-19), in force", 30, document("record of the audit programme and its results", "MD-19")},
	{"9.3.1-x1", "minutes of a management review within a year", 60, inMinutes("9.3.1-x1", "the review itself")},
	{"9.3.2-a", "the newest minutes: what became of earlier actions", 20, inMinutes("9.3.2-a", "what became of earlier actions")},
	{"9.3.2-b", "the newest minutes: changes in external and internal issues", 20, inMinutes("9.3.2-b", "changes in external and internal issues")},
	{"9.3.2-c", "the newest minutes: changes in what interested parties need", 20, inMinutes("9.3.2-c", "changes in what interested parties need")},
	{"9.3.2-d1", "the newest minutes: nonconformities and corrective actions", 20, inMinutes("9.3.2-d1", "nonconformities and corrective actions")},
	{"9.3.2-d2", "the newest minutes: results of monitoring and measurement", 20, inMinutes("9.3.2-d2", "results of monitoring and measurement")},
	{"9.3.2-d3", "the newest minutes: audit results", 20, inMinutes("9.3.2-d3", "audit results")},
	{"9.3.2-e", "the newest minutes: chances to improve", 20, inMinutes("9.3.2-e", "chances to improve")},
	{"9.3.3-x1", "the newest minutes: decisions on chances to improve", 20, inMinutes("9.3.3-x1", "decisions on chances to improve")},
	{"9.3.3-x2", "the newest minutes: decisions on changes of the AIMS", 20, inMinutes("9.3.3-x2", "decisions on changes of the AIMS")},
	{"9.3.3-x3", "the results of management reviews (MD-20), in force", 20, document("record of the management review", "MD-20")},
	{"10.2-x2", "the record of nonconformities and actions (MD-21), in force", 30, document("record of nonconformities and actions", "MD-21")},
	{"10.2-x3", "the record of the results of corrective actions (MD-22), in force", 30, document("record of the results of corrective actions", "MD-22")},
}
