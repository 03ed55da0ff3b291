using Xunit.Sdk;
using Xunit.v3;

// The memory check looks at the heap of the whole process.
[assembly: Parallelization(Mode = ParallelMode.None)]
