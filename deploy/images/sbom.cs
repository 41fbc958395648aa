#:property RestorePackagesWithLockFile=false
#:property PublishAot=false
#:property TreatWarningsAsErrors=true
// The list of an image's parts (SBOM) as SPDX 2.3: Debian packages from dpkg's status file, .NET packages from the programs' own
// lists held against the lock files, the .NET runtime, and what the web app was made of from npm's lock file.
using System.Globalization;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.RegularExpressions;
using System.Xml;
using System.Xml.Linq;

var options = new Dictionary<string, string>();
for (var i = 0; i + 1 < args.Length; i += 2) options[args[i]] = args[i + 1];
string Option(string name) => options.TryGetValue(name, out var value) ? value : throw new ArgumentException($"{name} is missing.");

try
{
    var (name, version) = (Option("--name"), Option("--version"));
    var moment = DateTimeOffset.FromUnixTimeSeconds(long.Parse(Option("--moment"), CultureInfo.InvariantCulture));
    List<Part> parts = [.. Debian(Option("--debian")), .. Net(Option("--programs"), Option("--locks")), new("Microsoft.NETCore.App", Option("--runtime"), $"pkg:generic/dotnet-runtime@{Option("--runtime")}", "MIT", null),
        new("Microsoft.AspNetCore.App", Option("--runtime"), $"pkg:generic/aspnetcore-runtime@{Option("--runtime")}", "MIT", null), .. options.TryGetValue("--web", out var web) ? Npm(web) : []];
    var document = Document(name, version, moment, [.. parts.DistinctBy(part => part.Url).OrderBy(part => part.Url, StringComparer.Ordinal)]);
    Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(Option("--output")))!);
    File.WriteAllText(Option("--output"), document.ToJsonString(new JsonSerializerOptions { WriteIndented = true }) + "\n");
    Console.Error.WriteLine($"images: {name} has {parts.Count(part => part.Url.StartsWith("pkg:deb", StringComparison.Ordinal))} Debian, {parts.Count(part => part.Url.StartsWith("pkg:nuget", StringComparison.Ordinal))} .NET and {parts.Count(part => part.Url.StartsWith("pkg:npm", StringComparison.Ordinal))} npm packages");
    return 0;
}
catch (Exception problem) when (problem is IOException or ArgumentException or FormatException or JsonException or InvalidDataException)
{
    Console.Error.WriteLine($"images: the list of parts cannot be written: {problem.Message}");
    return 1;
}

// deb822: a paragraph for each package.
static IEnumerable<Part> Debian(string status)
{
    foreach (var paragraph in File.ReadAllText(status).Split("\n\n", StringSplitOptions.RemoveEmptyEntries))
    {
        var fields = paragraph.Split('\n').Where(line => line.Length > 0 && line[0] != ' ' && line.Contains(':', StringComparison.Ordinal))
            .ToDictionary(line => line[..line.IndexOf(':', StringComparison.Ordinal)], line => line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim());
        if (!fields.TryGetValue("Status", out var state) || !state.EndsWith(" installed", StringComparison.Ordinal)) continue;
        yield return new(fields["Package"], fields["Version"], $"pkg:deb/debian/{fields["Package"]}@{Uri.EscapeDataString(fields["Version"])}?arch={fields["Architecture"]}&distro=bookworm", null, null);
    }
}

// What a program was built with stands in its .deps.json; that each of them is pinned, and by which hash, in the lock files.
static IEnumerable<Part> Net(string programs, string locks)
{
    var pinned = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
    foreach (var file in Directory.EnumerateFiles(locks, "packages.lock.json", SearchOption.AllDirectories))
        foreach (var framework in JsonNode.Parse(File.ReadAllText(file))!["dependencies"]!.AsObject())
            foreach (var (id, package) in framework.Value!.AsObject())
                if (package!["contentHash"] is { } hash) pinned[$"{id}/{package["resolved"]}"] = hash.ToString();
    foreach (var file in Directory.EnumerateFiles(programs, "*.deps.json").Order(StringComparer.Ordinal))
    {
        foreach (var (library, about) in JsonNode.Parse(File.ReadAllText(file))!["libraries"]!.AsObject())
        {
            if (about!["type"]!.ToString() != "package") continue;
            var hash = pinned.GetValueOrDefault(library) ?? throw new InvalidDataException($"{Path.GetFileName(file)} names {library}, which no lock file pins. Build again with './dev build'.");
            var (id, version) = (library[..library.IndexOf('/', StringComparison.Ordinal)], library[(library.IndexOf('/', StringComparison.Ordinal) + 1)..]);
            yield return new(id, version, $"pkg:nuget/{id}@{version}", LicenceOf(id, version), ("SHA512", Convert.ToHexStringLower(Convert.FromBase64String(hash))));
        }
    }
}

static string? LicenceOf(string id, string version)
{
    var folder = Environment.GetEnvironmentVariable("NUGET_PACKAGES") ?? Path.Join(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget", "packages");
    var nuspec = Path.Join(folder, id.ToLowerInvariant(), version.ToLowerInvariant(), id.ToLowerInvariant() + ".nuspec");
    if (!File.Exists(nuspec)) return null;
    using var reader = XmlReader.Create(nuspec, new() { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null });
    return XDocument.Load(reader).Descendants().FirstOrDefault(element => element.Name.LocalName == "license" && (string?)element.Attribute("type") == "expression")?.Value;
}

static IEnumerable<Part> Npm(string file)
{
    foreach (var (path, package) in JsonNode.Parse(File.ReadAllText(file))!["packages"]!.AsObject())
    {
        if (path.Length == 0 || package!["dev"]?.GetValue<bool>() == true || package["version"] is not { } version) continue;
        var name = path[(path.LastIndexOf("node_modules/", StringComparison.Ordinal) + "node_modules/".Length)..];
        var checksum = package["integrity"]?.ToString() is { } integrity && integrity.StartsWith("sha512-", StringComparison.Ordinal) ? ("SHA512", Convert.ToHexStringLower(Convert.FromBase64String(integrity["sha512-".Length..]))) : ((string, string)?)null;
        yield return new(name, version.ToString(), $"pkg:npm/{name.Replace("@", "%40", StringComparison.Ordinal)}@{version}", package["license"] is JsonValue licence ? licence.ToString() : null, checksum);
    }
}

static JsonObject Document(string name, string version, DateTimeOffset moment, List<Part> parts)
{
    var packages = new JsonArray(new JsonObject
    {
        ["SPDXID"] = "SPDXRef-Image",
        ["name"] = name,
        ["versionInfo"] = version,
        ["downloadLocation"] = "NOASSERTION",
        ["filesAnalyzed"] = false,
        ["licenseConcluded"] = "NOASSERTION",
        ["licenseDeclared"] = "Apache-2.0",
        ["copyrightText"] = "NOASSERTION",
        ["primaryPackagePurpose"] = "CONTAINER",
    });
    var relationships = new JsonArray(new JsonObject { ["spdxElementId"] = "SPDXRef-DOCUMENT", ["relationshipType"] = "DESCRIBES", ["relatedSpdxElement"] = "SPDXRef-Image" });
    var content = new StringBuilder();
    foreach (var part in parts)
    {
        var id = "SPDXRef-" + Regex.Replace(part.Url["pkg:".Length..], "[^A-Za-z0-9.-]+", "-");
        var entry = new JsonObject
        {
            ["SPDXID"] = id,
            ["name"] = part.Name,
            ["versionInfo"] = part.Version,
            ["downloadLocation"] = "NOASSERTION",
            ["filesAnalyzed"] = false,
            ["licenseConcluded"] = "NOASSERTION",
            ["licenseDeclared"] = part.Licence is { Length: > 0 } licence && Regex.IsMatch(licence, @"^[A-Za-z0-9.+\-() ]+$") ? licence : "NOASSERTION",
            ["copyrightText"] = "NOASSERTION",
            ["externalRefs"] = new JsonArray(new JsonObject { ["referenceCategory"] = "PACKAGE-MANAGER", ["referenceType"] = "purl", ["referenceLocator"] = part.Url }),
        };
        if (part.Hash is var (algorithm, value)) entry["checksums"] = new JsonArray(new JsonObject { ["algorithm"] = algorithm, ["checksumValue"] = value });
        packages.Add((JsonNode)entry);
        relationships.Add((JsonNode)new JsonObject { ["spdxElementId"] = "SPDXRef-Image", ["relationshipType"] = "CONTAINS", ["relatedSpdxElement"] = id });
        content.Append(part.Url).Append('\n');
    }

    // The same parts have the same name, wherever and whenever they are listed.
    var digest = Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(content.ToString())))[..32];
    return new JsonObject
    {
        ["spdxVersion"] = "SPDX-2.3",
        ["dataLicense"] = "CC0-1.0",
        ["SPDXID"] = "SPDXRef-DOCUMENT",
        ["name"] = $"{name}-{version}",
        ["documentNamespace"] = $"urn:acetate:sbom:{name}:{version}:{digest}",
        ["creationInfo"] = new JsonObject { ["created"] = moment.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture), ["creators"] = new JsonArray("Tool: acetate-images") },
        ["packages"] = packages,
        ["relationships"] = relationships,
    };
}

// A part: its name, version, package URL, licence as its maker declares it, and a hash.
internal sealed record Part(string Name, string Version, string Url, string? Licence, (string Algorithm, string Value)? Hash);
