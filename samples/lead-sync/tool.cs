#:property ManagePackageVersionsCentrally=false
#:package Microsoft.Data.Sqlite@10.0.13
#:property PublishAot=false
// Plain SQL on a database file, and one HTTP call, where there is no python3.
using System.Text;
using Microsoft.Data.Sqlite;

var (verb, target, text) = (args[0], args[1], args[2]);
if (verb == "sql")
{
    using var connection = new SqliteConnection($"Data Source={target};Mode=ReadOnly");
    connection.Open();
    using var command = connection.CreateCommand();
    command.CommandText = text;
    Console.WriteLine(command.ExecuteScalar());
}
else
{
    using var client = new HttpClient();
    using var content = new StringContent(text, Encoding.UTF8, "application/json");
    (await client.PostAsync(new Uri(target), content)).EnsureSuccessStatusCode();
}
