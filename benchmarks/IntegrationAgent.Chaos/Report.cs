using System.Globalization;

namespace IntegrationAgent.Chaos;

/// <summary>The table.</summary>
internal static class Report
{
    public static void Print(IReadOnlyList<Outcome> outcomes, TextWriter writer)
    {
        writer.WriteLine($"{"fault",-32} {"of",-12} {"schedules",9} {"hit",5} {"lost",5} {"duplicated",10} {"stuck",5} {"other",5}");
        foreach (var kind in FaultKinds.All)
        {
            var some = outcomes.Where(outcome => outcome.Schedule.Kind == kind).ToList();
            if (some.Count > 0)
                Line(kind.Name, string.Join(' ', kind.Faults), some);
        }

        Line("all", "", outcomes);

        void Line(string name, string faults, IReadOnlyList<Outcome> some) => writer.WriteLine(string.Create(
            CultureInfo.InvariantCulture,
            $"{name,-32} {faults,-12} {some.Count,9} {some.Count(outcome => outcome.Hit),5} {some.Sum(outcome => outcome.Verdict.Lost),5} {some.Sum(outcome => outcome.Verdict.Duplicated),10} {some.Sum(outcome => outcome.Verdict.Stuck),5} {some.Sum(outcome => outcome.Verdict.Problems.Count),5}"));
    }

    public static string Describe(Outcome outcome) =>
        $"{(outcome.Verdict.IsWhole ? outcome.Hit ? "ok  " : "miss" : "FAIL")} {outcome.Took.TotalSeconds,5:N1} s  {outcome.Schedule}: {outcome.Verdict}{(outcome.Verdict.IsWhole ? "" : $"\n       the process that met it: {outcome.Met}")}";
}
