namespace IntegrationAgent.Drivers.Salesforce;

/// <summary>The rows of one call.</summary>
/// <param name="Rows">At most 200 rows, in input order.</param>
/// <param name="AfterOthers">True where one of its keys is in a batch before: that one must have been answered, so that the later record wins.</param>
internal readonly record struct WriteBatch(List<int> Rows, bool AfterOthers);
