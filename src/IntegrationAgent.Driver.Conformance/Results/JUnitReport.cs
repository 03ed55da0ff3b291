using System.Globalization;
using System.Text;
using System.Xml;

namespace IntegrationAgent.Driver.Conformance.Results;

/// <summary>A claim as build servers read test results. A check that is not applicable is skipped with its reason.</summary>
internal static class JUnitReport
{
    public static string Write(ConformanceClaim claim)
    {
        using var buffer = new MemoryStream();
        using (var xml = XmlWriter.Create(buffer, new XmlWriterSettings { Indent = true, NewLineChars = "\n", Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false) }))
        {
            xml.WriteStartElement("testsuite");
            xml.WriteAttributeString("name", $"conformance of {claim.Driver.Package}");
            xml.WriteAttributeString("tests", Number(claim.Checks.Count));
            xml.WriteAttributeString("failures", Number(claim.Checks.Count(check => check.Outcome == "failed")));
            xml.WriteAttributeString("skipped", Number(claim.Checks.Count(check => check.Outcome == "not_applicable")));
            xml.WriteStartElement("properties");
            Property(xml, "kit", claim.Kit.Version);
            Property(xml, "outcome", claim.Outcome);
            foreach (var assembly in claim.Assemblies)
                Property(xml, $"sha256 {assembly.File}", assembly.Sha256);
            xml.WriteEndElement();
            foreach (var check in claim.Checks)
                Case(xml, claim, check);
            xml.WriteEndElement();
        }

        return Encoding.UTF8.GetString(buffer.ToArray()) + "\n";
    }

    private static void Case(XmlWriter xml, ConformanceClaim claim, ConformanceClaim.ClaimedCheck check)
    {
        xml.WriteStartElement("testcase");
        xml.WriteAttributeString("classname", $"{claim.Driver.Package}.{check.Tier}");
        xml.WriteAttributeString("name", $"{check.Id} {check.Name}");
        xml.WriteAttributeString("assertions", Number(check.Observations));
        if (check.Outcome != "passed")
        {
            xml.WriteStartElement(check.Outcome == "failed" ? "failure" : "skipped");
            xml.WriteAttributeString("message", Printable(check.Message ?? ""));
            xml.WriteEndElement();
        }

        xml.WriteEndElement();
    }

    private static void Property(XmlWriter xml, string name, string value)
    {
        xml.WriteStartElement("property");
        xml.WriteAttributeString("name", name);
        xml.WriteAttributeString("value", value);
        xml.WriteEndElement();
    }

    /// <summary>A message may quote what a driver said: XML cannot hold every character.</summary>
    private static string Printable(string text) => new([.. text.Select(letter => XmlConvert.IsXmlChar(letter) ? letter : '\uFFFD')]);

    private static string Number(int value) => value.ToString(CultureInfo.InvariantCulture);
}
