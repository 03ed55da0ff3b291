namespace IntegrationAgent.Drivers.Salesforce.Simulator.Writing;

/// <summary>What takes back the changes of a transaction, newest first.</summary>
internal sealed class UndoLog
{
    private readonly List<Action> _actions = [];

    public int Mark => _actions.Count;

    public void Add(Action undo) => _actions.Add(undo);

    public void Rollback(int mark = 0)
    {
        for (var i = _actions.Count - 1; i >= mark; i--) _actions[i]();
        _actions.RemoveRange(mark, _actions.Count - mark);
    }
}
