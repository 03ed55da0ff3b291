using Xunit.Sdk;
using Xunit.v3;

// The attempts load the machine on purpose; next to one another they would meet each other's limits.
[assembly: Parallelization(Mode = ParallelMode.None)]
