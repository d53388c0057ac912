package pickle

import "strings"

// PyTorch's weights-only unpickler, as its sources of 2026 have it: which
// opcodes it knows, which globals it resolves, what it lets be called or built.

var weightsOps = func() (ok [256]bool) {
	for _, c := range []byte{
		opMark, opStop, opBinint, opBinint1, opBinint2, opNone, opBinpersid, opReduce, opBinunicode,
		opAppend, opBuild, opGlobal, opEmptyDict, opAppends, opBinget, opLongBinget, opEmptyList, opSetitem,
		opTuple, opEmptyTuple, opSetitems, opBinfloat, opBinput, opLongBinput, opShortBinstring,
		opProto, opNewobj, opTuple1, opTuple2, opTuple3, opNewtrue, opNewfalse, opLong1, opEmptySet,
	} {
		ok[c] = true
	}
	return ok
}()

const weightsGlobals = `collections.OrderedDict collections.Counter torch.nn.parameter.Parameter
torch.serialization._get_layout torch.Size torch.Tensor torch.device _codecs.encode builtins.bytearray
builtins.set builtins.complex
torch._utils._rebuild_parameter torch._utils._rebuild_parameter_with_state torch._utils._rebuild_qtensor
torch._utils._rebuild_tensor torch._utils._rebuild_tensor_v2 torch._utils._rebuild_tensor_v3
torch._utils._rebuild_sparse_tensor torch._utils._rebuild_meta_tensor_no_storage
torch._utils._rebuild_wrapper_subclass torch._utils._rebuild_device_tensor_from_numpy
torch._utils._rebuild_device_tensor_from_cpu_tensor torch._tensor._rebuild_from_type_v2
torch.per_tensor_affine torch.per_tensor_symmetric torch.per_channel_affine torch.per_channel_symmetric
torch.per_channel_affine_float_qparams torch.storage.TypedStorage torch.storage.UntypedStorage
torch.float64 torch.float32 torch.float16 torch.bfloat16 torch.int64 torch.int32 torch.int16 torch.int8
torch.uint8 torch.uint16 torch.uint32 torch.uint64 torch.bool torch.complex32 torch.complex64 torch.complex128
torch.quint8 torch.qint8 torch.qint32 torch.quint4x2 torch.quint2x4 torch.float8_e5m2 torch.float8_e4m3fn
torch.float8_e5m2fnuz torch.float8_e4m3fnuz torch.float8_e8m0fnu torch.float4_e2m1fn_x2 torch.bits1x8 torch.bits2x4
torch.bits4x2 torch.bits8 torch.bits16 torch.uint1 torch.uint2 torch.uint3 torch.uint4 torch.uint5 torch.uint6
torch.uint7 torch.int1 torch.int2 torch.int3 torch.int4 torch.int5 torch.int6 torch.int7`

var weightsAllowed = func() map[string]bool {
	ok := map[string]bool{}
	for _, g := range strings.Fields(weightsGlobals) {
		ok[g] = true
	}
	sorts := strings.Fields("Double Float Half BFloat16 Long Int Short Char Byte Bool ComplexDouble ComplexFloat QUInt8 QInt8 QInt32 QUInt4x2 QUInt2x4")
	for _, s := range sorts {
		ok["torch."+s+"Storage"] = true
		ok["torch.cuda."+s+"Storage"] = true
	}
	for _, s := range strings.Fields("Double Float Half BFloat16 Long Int Short Char Byte Bool") {
		ok["torch."+s+"Tensor"] = true
		ok["torch.cuda."+s+"Tensor"] = true
		ok["torch.sparse."+s+"Tensor"] = true
		ok["torch.cuda.sparse."+s+"Tensor"] = true
	}
	return ok
}()

// py2 are the renamed modules that a protocol below 3 reaches under their old names.
var py2 = map[string]string{"__builtin__": "builtins", "copy_reg": "copyreg", "cPickle": "pickle", "UserDict": "collections"}

// Canonical gives a global's dotted name with Python 2 module names renewed.
func Canonical(module, name string) string {
	if m, ok := py2[module]; ok {
		module = m
	}
	return module + "." + name
}

// WeightsOnlyGlobal says whether PyTorch resolves the global without being told to.
func WeightsOnlyGlobal(module, name string) bool { return weightsAllowed[Canonical(module, name)] }
