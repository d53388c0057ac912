namespace Drill;

public class VectorStore { }

public class ChatHistory { public string Kernel = "linux"; }
