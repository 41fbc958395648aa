using System.Collections.Immutable;
using System.Globalization;
using Acetate.Hashing;
using Acetate.Mhl.Xml;

namespace Acetate.Mhl.Legacy;

/// <summary>Reads MHL 1.x files of all tools and in all encodings that .NET knows.</summary>
/// <remarks>Real files break the published schema in many ways; the reader is strict only about paths, sizes and doubled entries.</remarks>
public static class LegacyReader
{
    /// <summary>Reads a list; throws <see cref="MhlException"/> when it cannot be used.</summary>
    /// <param name="source">The document; read synchronously to its end and not closed.</param>
    /// <param name="name">What messages call the document.</param>
    public static LegacyManifest Read(Stream source, string name)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var walk = new XmlWalk(source, name);
        walk.MoveToRoot();
        if (walk.LocalName != "hashlist" || walk.Namespace.Length > 0)
        {
            throw new MhlException(
                MhlProblem.WrongFormat,
                walk.Namespace == ManifestReader.Xmlns
                    ? "This is an ASC MHL 2.0 manifest, not an MHL 1.x file."
                    : $"This is not an MHL 1.x file: its root is <{walk.LocalName}> in the namespace '{XmlWalk.Shortened(walk.Namespace)}'.",
                name,
                walk.Line);
        }

        var version = walk.Attribute("version") ?? "";
        if (!version.StartsWith("1.", StringComparison.Ordinal))
            throw new MhlException(MhlProblem.WrongFormat, $"The version is '{XmlWalk.Shortened(version)}'; only 1.x can be read.", name, walk.Line);
        return new Reading(walk).Document(version);
    }

    private sealed class Reading(XmlWalk walk)
    {
        private readonly ImmutableArray<LegacyEntry>.Builder entries = ImmutableArray.CreateBuilder<LegacyEntry>();
        private readonly ImmutableArray<string>.Builder unknown = ImmutableArray.CreateBuilder<string>();
        private readonly Dictionary<string, int> lines = new(StringComparer.Ordinal);

        public LegacyManifest Document(string version)
        {
            var list = new LegacyManifest { Version = version };
            walk.Children(() =>
            {
                switch (walk.LocalName)
                {
                    case "creationdate": list = list with { Created = Date("creation date") }; break;
                    case "creatorinfo": list = list with { Creator = Creator() }; break;
                    case "hash": entries.Add(Entry()); break;
                    case "Signature":
                        list = list with { IsSigned = true };
                        walk.Skip();
                        break;
                    default: Unknown(); break;
                }
            });
            walk.EndOfDocument();
            return list with { Entries = entries.DrainToImmutable(), Unknown = unknown.ToImmutable(), Notices = walk.Notices };
        }

        private LegacyCreator Creator()
        {
            var creator = new LegacyCreator();
            walk.Children(() =>
            {
                switch (walk.LocalName)
                {
                    case "name": creator = creator with { Name = walk.Text() }; break;
                    case "username": creator = creator with { UserName = walk.Text() }; break;
                    case "hostname": creator = creator with { HostName = walk.Text() }; break;
                    case "tool": creator = creator with { Tool = walk.Text() }; break;
                    case "source": creator = creator with { Source = walk.Text() }; break;
                    case "startdate": creator = creator with { Started = Date("start date") }; break;
                    case "finishdate": creator = creator with { Finished = Date("finish date") }; break;
                    case "log": creator = creator with { Log = walk.Text() }; break;
                    default: Unknown(); break;
                }
            });
            return creator;
        }

        private LegacyEntry Entry()
        {
            var line = walk.Line;
            var isList = walk.Attribute("referencehhashlist")?.Trim() is "true" or "1";
            string? path = null, invalid = null;
            var entry = new LegacyEntry { Path = "", Line = line, IsList = isList };
            var hashes = ImmutableArray.CreateBuilder<HashDigest>(1);
            walk.Children(() =>
            {
                var element = walk.LocalName;
                switch (element)
                {
                    case "file":
                        path = walk.Text();
                        if (MhlPath.WhyNot(path) is { } reason) throw walk.Invalid(reason, line);
                        break;
                    case "size": entry = entry with { Size = Size() }; break;
                    case "creationdate": entry = entry with { Created = Date("creation date") }; break;
                    case "lastmodificationdate": entry = entry with { Modified = Date("modification date") }; break;
                    case "hashdate": entry = entry with { HashDate = Date("hash date") }; break;
                    case "null": walk.Text(); break;
                    case "md5" or "sha1" or "xxhash" or "xxhash64" or "xxhash64be":
                        var text = walk.Text().Trim();
                        if (TryHash(element, text, out var digest)) hashes.Add(digest);
                        else
                        {
                            walk.Notice($"'{XmlWalk.Shortened(text)}' is not a hash of the kind {element}.", line);
                            invalid ??= text;
                        }

                        break;
                    default: Unknown(); break;
                }
            });
            if (path is null) throw walk.Invalid("A <hash> has no <file>.", line);
            if (!lines.TryAdd(path, line)) throw walk.Invalid($"The file '{path}' is listed twice, first in line {lines[path]}.", line);
            return entry with { Path = path, Hashes = hashes.DrainToImmutable(), InvalidHash = invalid };
        }

        private long Size()
        {
            var text = walk.Text().Trim();
            return long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var size)
                ? size
                : throw walk.Invalid($"The size '{XmlWalk.Shortened(text)}' is not a number of bytes.");
        }

        private static bool TryHash(string element, string text, out HashDigest digest)
        {
            digest = default;
            switch (element)
            {
                case "md5": return HashDigest.TryParse(HashFormat.Md5, text, out digest);
                case "sha1": return HashDigest.TryParse(HashFormat.Sha1, text, out digest);
                case "xxhash64be": return HashDigest.TryParse(HashFormat.Xxh64, text, out digest);
                case "xxhash64":
                    if (!HashDigest.TryParse(HashFormat.Xxh64, text, out var reversed)) return false;
                    Span<byte> bytes = stackalloc byte[8];
                    reversed.CopyBytesTo(bytes);
                    bytes.Reverse();
                    digest = HashDigest.FromBytes(HashFormat.Xxh64, bytes);
                    return true;
                default:
                    if (!uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var number)) return false;
                    return HashDigest.TryParse(HashFormat.Xxh32, number.ToString("x8", CultureInfo.InvariantCulture), out digest);
            }
        }

        private DateTimeOffset? Date(string of)
        {
            var text = walk.Text().Trim();
            // Seen in the wild: "2012-12-01 18-34-54".
            if (text.Length == 19 && text[10] == ' ') text = $"{text[..10]}T{text[11..].Replace('-', ':')}";
            return text.Length == 0 ? null : walk.Date(text, of);
        }

        private void Unknown()
        {
            walk.Notice($"The element <{XmlWalk.Shortened(walk.LocalName)}> does not belong here; it is kept and not used.");
            unknown.Add(walk.KeepXml());
        }
    }
}
