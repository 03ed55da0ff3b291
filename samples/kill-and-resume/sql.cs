#:property ManagePackageVersionsCentrally=false
#:package Microsoft.Data.Sqlite@10.0.13
#:property PublishAot=false
// Plain SQL on a database file, with another one attached as `org` where it is named. For machines without python3.
using Microsoft.Data.Sqlite;

var (target, source, text) = (args[0], args[1], args[2]);
using var connection = new SqliteConnection($"Data Source={target};Mode=ReadOnly");
connection.Open();
if (source.Length > 0)
{
    using var attach = connection.CreateCommand();
    attach.CommandText = "ATTACH $1 AS org";
    attach.Parameters.AddWithValue("$1", source);
    attach.ExecuteNonQuery();
}

using var command = connection.CreateCommand();
command.CommandText = text;
Console.WriteLine(command.ExecuteScalar());
