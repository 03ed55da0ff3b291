namespace IntegrationAgent.Jail;

/// <summary>Instructions in a row. The framework's list over a type of ours would be compiled anew in every process; this is compiled ahead of time.</summary>
internal sealed class InstructionList
{
    private SeccompFilter.Instruction[] _items = new SeccompFilter.Instruction[64];

    public int Count { get; private set; }

    public void Add(SeccompFilter.Instruction instruction)
    {
        if (Count == _items.Length)
            _items = Copy(Count * 2);
        _items[Count++] = instruction;
    }

    public void AddRange(InstructionList others)
    {
        for (var i = 0; i < others.Count; i++)
            Add(others._items[i]);
    }

    public SeccompFilter.Instruction[] ToArray(SeccompFilter.Instruction last)
    {
        var all = Copy(Count + 1);
        all[Count] = last;
        return all;
    }

    private SeccompFilter.Instruction[] Copy(int length)
    {
        var copy = new SeccompFilter.Instruction[length];
        Array.Copy(_items, copy, Count);
        return copy;
    }
}
