namespace IntegrationAgent.Drivers.Salesforce.Simulator.Seeding;

/// <summary>The words that seeded records are made of.</summary>
internal static class SeedWords
{
    public static readonly string[] FirstNames =
    [
        "Amara", "Björn", "Carla", "Dmitri", "Elena", "Farid", "Grace", "Hiro", "Ines", "Jonas", "Katarzyna", "Liam", "Mei", "Nadia", "Oscar", "Priya", "Quentin", "Rosa", "Samir", "Tove",
        "Uma", "Viktor", "Wanda", "Ximena", "Yusuf", "Zoë", "Anders", "Beatriz", "Chidi", "Daniela", "Emre", "Fiona", "Gustavo", "Hanna", "Ivan", "Julia", "Kofi", "Lucia", "Marek", "Noor",
    ];

    public static readonly string[] LastNames =
    [
        "Abara", "Berg", "Costa", "Dubois", "Eriksen", "Fischer", "García", "Hansen", "Ito", "Jansen", "Kowalska", "Lindqvist", "Müller", "Nakamura", "O'Brien", "Petrov", "Quispe", "Rossi",
        "Schmidt", "Tanaka", "Ueda", "Vargas", "Weber", "Xu", "Yılmaz", "Zhang", "Andersson", "Bauer", "Chen", "Diallo", "Evans", "Ferrari", "Gomez", "Haddad", "Ivanova", "Jones", "Khan",
        "Lopez", "Moreau", "Nowak", "Okafor", "Park", "Ramos", "Silva", "Torres", "Usman", "Vogel", "Wang", "Young", "Zimmermann",
    ];

    public static readonly string[] CompanyHeads =
    [
        "Alpine", "Baltic", "Cedar", "Delta", "Ember", "Fjord", "Granite", "Harbor", "Iris", "Juniper", "Kestrel", "Lumen", "Meridian", "Nimbus", "Orchard", "Pioneer", "Quarry", "Ridge",
        "Summit", "Tidal", "Umbra", "Vertex", "Willow", "Xenon", "Yarrow", "Zephyr",
    ];

    public static readonly string[] CompanyTails = ["Analytics", "Bakery", "Consulting", "Devices", "Energy", "Foods", "Group", "Health", "Industries", "Logistics", "Machines", "Media", "Partners", "Robotics", "Systems", "Textiles"];

    public static readonly string[] Legal = ["AB", "GmbH", "Inc", "Ltd", "S.A.", "BV"];

    public static readonly string[] Titles = ["CEO", "CFO", "Head of Sales", "Operations Manager", "Purchasing Manager", "Data Engineer", "Marketing Director", "IT Manager", "Analyst", "Plant Manager"];

    public static readonly (string City, string State, string Country, string Zip)[] Places =
    [
        ("Berlin", "Berlin", "Germany", "10115"), ("Paris", "Île-de-France", "France", "75001"), ("Austin", "Texas", "United States", "73301"), ("Toronto", "Ontario", "Canada", "M5H"),
        ("Osaka", "Osaka", "Japan", "530-0001"), ("Lagos", "Lagos", "Nigeria", "100001"), ("São Paulo", "São Paulo", "Brazil", "01000-000"), ("Leeds", "England", "United Kingdom", "LS1 1UR"),
    ];

    public static readonly string[] Sentences =
    [
        "Asked for a quote.", "Wants a call back next week.", "Met at the booth; interested in the new line.", "Compares us with two others.", "Needs delivery before the end of the quarter.",
        "Sent the brochure,\nfollow up in \"two weeks\".", "Budget is approved.", "Only evaluating for now.",
    ];
}
