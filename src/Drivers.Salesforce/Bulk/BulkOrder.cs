using IntegrationAgent.Driver;

namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>
/// Which row of the input a row of a result is. Salesforce keeps no order and takes no column of ours, but gives every row back as it was sent: a row is known
/// by the digest of its cells, and rows that are the same in all cells are interchangeable. Holds 20 bytes for each row.
/// </summary>
internal sealed class BulkOrder
{
    private readonly List<(int Row, DriverError Error)> refused = [];
    private UInt128[] prints = new UInt128[1024];
    private int[] rows = new int[1024];

    /// <summary>How many rows there are.</summary>
    internal int Count { get; private set; }

    /// <summary>How many of them are in the job.</summary>
    internal int Sent { get; private set; }

    /// <summary>The next row goes into the job.</summary>
    internal void Add(UInt128 print)
    {
        if (Sent == prints.Length)
        {
            Array.Resize(ref prints, Sent * 2);
            Array.Resize(ref rows, Sent * 2);
        }

        prints[Sent] = print;
        rows[Sent++] = Count++;
    }

    /// <summary>The next row cannot be said in CSV and stays here.</summary>
    internal void Refuse(DriverError error) => refused.Add((Count++, error));

    /// <summary>No more rows come.</summary>
    internal void Freeze() => Array.Sort(prints, rows, 0, Sent);

    /// <summary>Begins to hand outcomes out.</summary>
    internal Assignment Assign() => new(this);

    /// <summary>One pass over the results of a job.</summary>
    internal sealed class Assignment
    {
        private readonly BulkOrder order;
        private readonly WriteOutcome?[] outcomes;
        private readonly int[] taken;

        internal Assignment(BulkOrder order)
        {
            this.order = order;
            outcomes = new WriteOutcome?[order.Count];
            taken = new int[order.Sent];
            foreach (var (row, error) in order.refused)
                outcomes[row] = WriteOutcome.Failed(error);
        }

        /// <summary>Notes what became of a row; false where no row that is left looks like it.</summary>
        internal bool Take(UInt128 print, WriteOutcome outcome)
        {
            var first = First(print);
            if (first == order.Sent || order.prints[first] != print)
                return false;
            var at = first + taken[first];
            if (at == order.Sent || order.prints[at] != print)
                return false;
            taken[first]++;
            outcomes[order.rows[at]] = outcome;
            return true;
        }

        /// <summary>All outcomes in the order of the input.</summary>
        internal IReadOnlyList<WriteOutcome> End(WriteOutcome missing) => Array.ConvertAll(outcomes, outcome => outcome ?? missing);

        private int First(UInt128 print)
        {
            int low = 0, high = order.Sent;
            while (low < high)
            {
                var middle = (low + high) >>> 1;
                if (order.prints[middle] < print)
                    low = middle + 1;
                else
                    high = middle;
            }

            return low;
        }
    }
}
