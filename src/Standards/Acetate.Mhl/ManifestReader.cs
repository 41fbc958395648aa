using System.Collections.Immutable;
using System.Globalization;
using Acetate.Hashing;
using Acetate.Mhl.Xml;

namespace Acetate.Mhl;

/// <summary>Reads ASC MHL 2.0 manifests from anybody.</summary>
/// <remarks>
/// The reader streams, resolves nothing, refuses document types, and bounds depth, text and size. It is exact where
/// trust depends on it (paths, hashes, actions, duplicates are refused with a line number) and lenient where the
/// meaning is clear (order of elements, unknown elements, odd dates), noting each departure from the schema.
/// </remarks>
public static class ManifestReader
{
    internal const string Xmlns = "urn:ASC:MHL:v2.0";

    /// <summary>Reads a manifest; throws <see cref="MhlException"/> when it cannot be used.</summary>
    /// <param name="source">The document; read synchronously to its end and not closed.</param>
    /// <param name="name">What messages call the document.</param>
    public static MhlManifest Read(Stream source, string name) => Read(source, name, null);

    /// <summary>Reads a manifest and takes the instances of paths that are known already: generations repeat each other.</summary>
    internal static MhlManifest Read(Stream source, string name, HashSet<string>? knownPaths)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var walk = new XmlWalk(source, name);
        walk.MoveToRoot();
        return new Reading(walk, name, knownPaths).Document();
    }

    private sealed class Reading(XmlWalk walk, string name, HashSet<string>? knownPaths)
    {
        private readonly ImmutableArray<MhlEntry>.Builder entries = ImmutableArray.CreateBuilder<MhlEntry>();
        private readonly ImmutableArray<MhlReference>.Builder references = ImmutableArray.CreateBuilder<MhlReference>();
        private readonly ImmutableArray<string>.Builder patterns = ImmutableArray.CreateBuilder<string>();
        private readonly ImmutableArray<string>.Builder unknown = ImmutableArray.CreateBuilder<string>();
        private readonly HashSet<string> paths = new(StringComparer.Ordinal);

        public MhlManifest Document()
        {
            if (walk.LocalName != "hashlist" || walk.Namespace != Xmlns)
            {
                throw new MhlException(
                    MhlProblem.WrongFormat,
                    walk.LocalName == "hashlist" && walk.Namespace.Length == 0
                        ? "This is not an ASC MHL 2.0 manifest: it has no namespace, as MHL 1.x files do."
                        : $"This is not an ASC MHL 2.0 manifest: its root is <{walk.LocalName}> in the namespace '{XmlWalk.Shortened(walk.Namespace)}'.",
                    name,
                    walk.Line);
            }

            var version = walk.Attribute("version");
            if (version != "2.0")
                throw new MhlException(MhlProblem.WrongFormat, $"The version is '{XmlWalk.Shortened(version ?? "")}'; only 2.0 can be read.", name, walk.Line);

            MhlCreator? creator = null;
            MhlProcess? process = null;
            MhlDirectoryHashes? root = null;
            string? metadata = null;
            var order = new SchemaOrder(walk, "hashlist", "creatorinfo", "processinfo", "hashes", "metadata", "references");
            walk.Children(() =>
            {
                if (!Own()) return;
                if (!order.Accepts()) { Unknown(); return; }
                switch (walk.LocalName)
                {
                    case "creatorinfo": creator = Creator(); break;
                    case "processinfo": (process, root) = ProcessInfo(); break;
                    case "hashes": Hashes(); break;
                    case "metadata": metadata = walk.KeepXml(); break;
                    case "references": References(); break;
                }
            });
            walk.EndOfDocument();
            if (creator is null) walk.Notice("There is no <creatorinfo>.", 1);
            if (process is null) walk.Notice("There is no <processinfo> with a known process.", 1);
            return new MhlManifest
            {
                Creator = creator ?? new MhlCreator(),
                Process = process ?? MhlProcess.InPlace,
                RootHash = root,
                IgnorePatterns = patterns.ToImmutable(),
                Entries = entries.DrainToImmutable(),
                References = references.ToImmutable(),
                Metadata = metadata,
                Unknown = unknown.ToImmutable(),
                Notices = walk.Notices,
            };
        }

        private MhlCreator Creator()
        {
            var creator = new MhlCreator();
            var authors = ImmutableArray.CreateBuilder<MhlAuthor>();
            var order = new SchemaOrder(walk, "creatorinfo", "creationdate", "hostname", "tool", "author*", "location", "comment");
            walk.Children(() =>
            {
                if (!Own()) return;
                if (!order.Accepts()) { Unknown(); return; }
                switch (walk.LocalName)
                {
                    case "creationdate": creator = creator with { Date = walk.Date(walk.Text(), "creation date") }; break;
                    case "hostname": creator = creator with { HostName = walk.Text() }; break;
                    case "tool":
                        var version = walk.Attribute("version");
                        creator = creator with { ToolVersion = version, Tool = walk.Text() };
                        break;
                    case "author": authors.Add(Author()); break;
                    case "location": creator = creator with { Location = walk.Text() }; break;
                    case "comment": creator = creator with { Comment = walk.Text() }; break;
                }
            });
            order.Requires("creationdate", "hostname", "tool");
            return creator with { Authors = authors.ToImmutable() };
        }

        private MhlAuthor Author()
        {
            var (email, phone, role) = (walk.Attribute("email"), walk.Attribute("phone"), walk.Attribute("role"));
            if (email is not null && !ManifestWriter.IsSchemaEmail(email)) walk.Notice($"'{XmlWalk.Shortened(email)}' is not an e-mail address.");
            return new MhlAuthor(walk.Text(), email, phone, role);
        }

        private (MhlProcess?, MhlDirectoryHashes?) ProcessInfo()
        {
            MhlProcess? process = null;
            MhlDirectoryHashes? root = null;
            var order = new SchemaOrder(walk, "processinfo", "process", "roothash", "ignore");
            walk.Children(() =>
            {
                if (!Own()) return;
                if (!order.Accepts()) { Unknown(); return; }
                switch (walk.LocalName)
                {
                    case "process":
                        var text = walk.Text();
                        process = text switch
                        {
                            "in-place" => MhlProcess.InPlace,
                            "transfer" => MhlProcess.Transfer,
                            "flatten" => MhlProcess.Flatten,
                            _ => null,
                        };
                        if (process is null) walk.Notice($"The process '{XmlWalk.Shortened(text)}' is not one of in-place, transfer, flatten.");
                        break;
                    case "roothash": root = DirectoryHashes("roothash"); break;
                    case "ignore": Ignore(); break;
                }
            });
            return (process, root);
        }

        private void Ignore()
        {
            var before = patterns.Count;
            walk.Children(() =>
            {
                if (!Own()) return;
                if (walk.LocalName != "pattern") { Unknown(); return; }
                patterns.Add(walk.Text());
            });
            if (patterns.Count == before) walk.Notice("The element <ignore> is empty.");
        }

        private void Hashes()
        {
            var before = entries.Count;
            walk.Children(() =>
            {
                if (!Own()) return;
                switch (walk.LocalName)
                {
                    case "hash": entries.Add(File()); break;
                    case "directoryhash": entries.Add(Directory()); break;
                    default: Unknown(); break;
                }
            });
            if (entries.Count == before) walk.Notice("The element <hashes> is empty.");
        }

        private MhlFileEntry File()
        {
            var line = walk.Line;
            PathElement? path = null;
            string? previous = null, metadata = null;
            var hashes = ImmutableArray.CreateBuilder<MhlHash>(1);
            var order = new SchemaOrder(walk, "hash", "path", "c4", "md5", "sha1", "xxh128", "xxh3", "xxh64", "previousPath", "metadata");
            walk.Children(() =>
            {
                if (!Own()) return;
                if (!order.Accepts()) { Unknown(); return; }
                switch (walk.LocalName)
                {
                    case "path": path = Path(isFile: true); break;
                    case "previousPath": previous = PreviousPath(); break;
                    case "metadata": metadata = walk.KeepXml(); break;
                    default: hashes.Add(Hash()); break;
                }
            });
            return new MhlFileEntry
            {
                Path = Listed(path, "hash", line),
                Size = path!.Value.Size,
                Modified = path.Value.Modified,
                Created = path.Value.Created,
                PreviousPath = previous,
                Metadata = metadata,
                Hashes = hashes.DrainToImmutable(),
            };
        }

        private MhlDirectoryEntry Directory()
        {
            var line = walk.Line;
            PathElement? path = null;
            string? previous = null, metadata = null;
            ImmutableArray<MhlHash> content = [], structure = [];
            var order = new SchemaOrder(walk, "directoryhash", "path", "content", "structure", "previousPath", "metadata");
            walk.Children(() =>
            {
                if (!Own()) return;
                if (!order.Accepts()) { Unknown(); return; }
                switch (walk.LocalName)
                {
                    case "path": path = Path(isFile: false); break;
                    case "content": content = HashList("content"); break;
                    case "structure": structure = HashList("structure"); break;
                    case "previousPath": previous = PreviousPath(); break;
                    case "metadata": metadata = walk.KeepXml(); break;
                }
            });
            order.Requires("content", "structure");
            return new MhlDirectoryEntry
            {
                Path = Listed(path, "directoryhash", line),
                Modified = path!.Value.Modified,
                Created = path.Value.Created,
                PreviousPath = previous,
                Metadata = metadata,
                Hashes = content.IsEmpty && structure.IsEmpty ? MhlDirectoryHashes.None : new MhlDirectoryHashes(content, structure),
            };
        }

        private MhlDirectoryHashes DirectoryHashes(string parent)
        {
            ImmutableArray<MhlHash> content = [], structure = [];
            var order = new SchemaOrder(walk, parent, "content", "structure");
            walk.Children(() =>
            {
                if (!Own()) return;
                if (!order.Accepts()) { Unknown(); return; }
                if (walk.LocalName == "content") content = HashList("content");
                else structure = HashList("structure");
            });
            order.Requires("content", "structure");
            return new MhlDirectoryHashes(content, structure);
        }

        private ImmutableArray<MhlHash> HashList(string parent)
        {
            var hashes = ImmutableArray.CreateBuilder<MhlHash>(1);
            var order = new SchemaOrder(walk, parent, "c4", "md5", "sha1", "xxh128", "xxh3", "xxh64");
            walk.Children(() =>
            {
                if (!Own()) return;
                if (order.Accepts()) hashes.Add(Hash());
                else Unknown();
            });
            return hashes.DrainToImmutable();
        }

        private MhlHash Hash()
        {
            var line = walk.Line;
            var format = MhlFormats.Parse(walk.LocalName)!.Value;
            MhlAction? action = walk.Attribute("action") switch
            {
                null => null,
                "original" => MhlAction.Original,
                "verified" => MhlAction.Verified,
                "failed" => MhlAction.Failed,
                var other => throw walk.Invalid($"The action '{XmlWalk.Shortened(other)}' is not one of original, verified, failed."),
            };
            var date = walk.Date(walk.Attribute("hashdate"), "hash date");
            var text = walk.Text();
            if (!HashDigest.TryParse(format, text.Trim(), out var digest))
                throw walk.Invalid($"'{XmlWalk.Shortened(text)}' is not a {MhlFormats.Name(format)} hash.", line);
            return new MhlHash(digest, action, date);
        }

        private PathElement Path(bool isFile)
        {
            var line = walk.Line;
            long? size = null;
            if (walk.Attribute("size") is { } text)
            {
                if (!isFile) walk.Notice("A folder has a size, which means nothing.");
                else if (!long.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number))
                    throw walk.Invalid($"The size '{XmlWalk.Shortened(text)}' is not a number.");
                else if (number < 0) throw walk.Invalid($"The size {number} is negative.");
                else size = number;
            }

            var modified = walk.Date(walk.Attribute("lastmodificationdate"), "modification date");
            var created = walk.Date(walk.Attribute("creationdate"), "creation date");
            return new PathElement(CheckedPath(walk.Text(), line, isFile), size, modified, created);
        }

        private string PreviousPath()
        {
            var line = walk.Line;
            return CheckedPath(walk.Text(), line, isFile: false);
        }

        private string CheckedPath(string path, int line, bool isFile)
        {
            if (!isFile && path.Length > 1 && path.EndsWith('/'))
            {
                walk.Notice($"The folder '{XmlWalk.Shortened(path)}' is written with a slash at its end.", line);
                path = path[..^1];
            }

            return MhlPath.WhyNot(path) is { } reason ? throw walk.Invalid(reason, line) : path;
        }

        private string Listed(PathElement? path, string element, int line)
        {
            if (path is not { } found) throw walk.Invalid($"A <{element}> has no <path>.", line);
            if (!paths.Add(found.Path)) throw walk.Invalid($"The path '{found.Path}' is listed twice, which no manifest may do.", line);
            if (knownPaths is null || knownPaths.Add(found.Path)) return found.Path;
            return knownPaths.TryGetValue(found.Path, out var known) ? known : found.Path;
        }

        private void References()
        {
            walk.Children(() =>
            {
                if (!Own()) return;
                if (walk.LocalName != "hashlistreference") { Unknown(); return; }
                var line = walk.Line;
                string? path = null;
                HashDigest? c4 = null;
                walk.Children(() =>
                {
                    if (!Own()) return;
                    if (walk.LocalName == "path") path = CheckedPath(walk.Text(), line, isFile: true);
                    else if (walk.LocalName == "c4") c4 = Hash().Digest;
                    else Unknown();
                });
                if (path is null || c4 is null) throw walk.Invalid("A reference to a nested history lacks its <path> or its <c4>.", line);
                references.Add(new MhlReference(path, c4.Value));
            });
        }

        /// <summary>Whether the element is of this standard; others are kept and passed over.</summary>
        private bool Own()
        {
            if (walk.Namespace == Xmlns) return true;
            Unknown();
            return false;
        }

        private void Unknown()
        {
            walk.Notice($"The element <{XmlWalk.Shortened(walk.LocalName)}> does not belong here; it is kept and not used.");
            unknown.Add(walk.KeepXml());
        }

        private readonly record struct PathElement(string Path, long? Size, DateTimeOffset? Modified, DateTimeOffset? Created);
    }
}
