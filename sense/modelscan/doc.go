// Package modelscan reads machine-learning model files and says what loading
// them would do, without loading them: a verdict by capability (data only,
// known framework, unknown callable, dangerous, malformed), the findings behind
// it, the digest, and whether PyTorch's weights-only rule would load the file.
// It knows a file by its content, goes into archives and into payloads hidden
// in bytes and text, reports what would have run before the first error, and
// passes only callables that are known to build data: lists of bad names raise
// severity and give reasons, they never decide. It needs no network, no Python
// and no other package of this module; Scan takes paths, ScanBytes a buffer.
package modelscan
