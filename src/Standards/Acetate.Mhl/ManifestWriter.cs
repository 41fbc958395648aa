using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Xml;
using Acetate.Hashing;

namespace Acetate.Mhl;

/// <summary>Writes ASC MHL 2.0 manifests that are valid against the official schema.</summary>
public static class ManifestWriter
{
    /// <summary>Writes a manifest as UTF-8; the same manifest always gives the same bytes.</summary>
    /// <remarks>Throws <see cref="MhlException"/> with <see cref="MhlProblem.CannotWrite"/> for what the schema or XML cannot hold.
    /// <see cref="MhlManifest.Unknown"/> is not written: it would not be valid.</remarks>
    public static void Write(MhlManifest manifest, Stream target)
    {
        ArgumentNullException.ThrowIfNull(manifest);
        ArgumentNullException.ThrowIfNull(target);
        using var writer = XmlWriter.Create(target, Settings);
        writer.WriteStartDocument();
        writer.WriteStartElement("hashlist", ManifestReader.Xmlns);
        writer.WriteAttributeString("version", "2.0");
        WriteCreator(writer, manifest.Creator);
        WriteProcess(writer, manifest);
        if (!manifest.Entries.IsEmpty)
        {
            Start(writer, "hashes");
            foreach (var entry in manifest.Entries) WriteEntry(writer, entry);
            writer.WriteEndElement();
        }

        WriteMetadata(writer, manifest.Metadata);
        if (!manifest.References.IsEmpty)
        {
            Start(writer, "references");
            foreach (var reference in manifest.References)
            {
                Start(writer, "hashlistreference");
                Text(writer, "path", reference.Path);
                Text(writer, "c4", reference.C4.Text);
                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }

        writer.WriteEndElement();
        writer.WriteEndDocument();
    }

    /// <summary>Says why XML cannot hold a text (a control character, half a surrogate pair), or null when it can.</summary>
    public static string? WhyNotText(string text)
    {
        ArgumentNullException.ThrowIfNull(text);
        // As good as every name: neither control characters nor surrogates.
        if (!text.AsSpan().ContainsAnyExceptInRange(' ', '\uD7FF')) return null;
        for (var i = 0; i < text.Length; i++)
        {
            if (XmlConvert.IsXmlChar(text[i])) continue;
            if (i + 1 < text.Length && XmlConvert.IsXmlSurrogatePair(text[i + 1], text[i])) { i++; continue; }
            return $"it contains the character U+{(int)text[i]:X4}, which XML cannot hold";
        }

        return null;
    }

    internal static XmlWriterSettings Settings { get; } = new()
    {
        Encoding = new UTF8Encoding(encoderShouldEmitUTF8Identifier: false),
        Indent = true,
        IndentChars = "  ",
        NewLineChars = "\n",
        // A carriage return in a name must come back as one.
        NewLineHandling = NewLineHandling.Entitize,
        CloseOutput = false,
    };

    /// <summary>The schema's pattern for e-mail addresses: something before the @, a dot somewhere behind it.</summary>
    internal static bool IsSchemaEmail(string text)
    {
        var at = text.IndexOf('@');
        var dot = at < 0 ? -1 : text.IndexOf('.', at + 1);
        return at > 0 && dot > at + 1 && dot < text.Length - 1;
    }

    // Files of a roll share a few moments; the last one is made into text once.
    [ThreadStatic]
    private static (DateTimeOffset Date, string? Text) lastDate;

    internal static string Date(DateTimeOffset date)
    {
        if (lastDate is { Text: { } known } && lastDate.Date.EqualsExact(date)) return known;
        var text = date.ToString("yyyy-MM-dd'T'HH:mm:sszzz", CultureInfo.InvariantCulture);
        lastDate = (date, text);
        return text;
    }

    internal static void Text(XmlWriter writer, string element, string text)
    {
        Start(writer, element);
        String(writer, text);
        writer.WriteEndElement();
    }

    private static void Start(XmlWriter writer, string element) => writer.WriteStartElement(element);

    private static void String(XmlWriter writer, string text)
    {
        if (WhyNotText(text) is { } reason)
            throw new MhlException(MhlProblem.CannotWrite, $"'{text}' cannot be written into a manifest: {reason}.");
        writer.WriteString(text);
    }

    private static void Attribute(XmlWriter writer, string name, string text)
    {
        if (WhyNotText(text) is { } reason)
            throw new MhlException(MhlProblem.CannotWrite, $"The {name} '{text}' cannot be written into a manifest: {reason}.");
        writer.WriteAttributeString(name, text);
    }

    private static void WriteCreator(XmlWriter writer, MhlCreator creator)
    {
        Start(writer, "creatorinfo");
        var date = creator.Date ?? throw new MhlException(MhlProblem.CannotWrite, "A manifest needs a creation date.");
        Text(writer, "creationdate", Date(date));
        Text(writer, "hostname", creator.HostName);
        Start(writer, "tool");
        if (creator.ToolVersion is { } version) Attribute(writer, "version", version);
        String(writer, creator.Tool);
        writer.WriteEndElement();
        foreach (var author in creator.Authors)
        {
            Start(writer, "author");
            if (author.Email is { } email)
            {
                if (!IsSchemaEmail(email))
                    throw new MhlException(MhlProblem.CannotWrite, $"'{email}' is not an e-mail address of the form name@host.rest.");
                Attribute(writer, "email", email);
            }

            if (author.Phone is { } phone) Attribute(writer, "phone", phone);
            if (author.Role is { } role) Attribute(writer, "role", role);
            String(writer, author.Name);
            writer.WriteEndElement();
        }

        if (creator.Location is { } location) Text(writer, "location", location);
        if (creator.Comment is { } comment) Text(writer, "comment", comment);
        writer.WriteEndElement();
    }

    private static void WriteProcess(XmlWriter writer, MhlManifest manifest)
    {
        Start(writer, "processinfo");
        Text(writer, "process", manifest.Process switch
        {
            MhlProcess.Transfer => "transfer",
            MhlProcess.Flatten => "flatten",
            _ => "in-place",
        });
        if (manifest.RootHash is { } root)
        {
            Start(writer, "roothash");
            WriteDirectoryHashes(writer, root);
            writer.WriteEndElement();
        }

        if (!manifest.IgnorePatterns.IsEmpty)
        {
            Start(writer, "ignore");
            foreach (var pattern in manifest.IgnorePatterns) Text(writer, "pattern", pattern);
            writer.WriteEndElement();
        }

        writer.WriteEndElement();
    }

    private static void WriteEntry(XmlWriter writer, MhlEntry entry)
    {
        if (MhlPath.WhyNot(entry.Path) is { } reason) throw new MhlException(MhlProblem.CannotWrite, reason);
        Start(writer, entry is MhlFileEntry ? "hash" : "directoryhash");
        Start(writer, "path");
        if (entry is MhlFileEntry { Size: { } size }) writer.WriteAttributeString("size", size.ToString(CultureInfo.InvariantCulture));
        if (entry.Created is { } created) writer.WriteAttributeString("creationdate", Date(created));
        if (entry.Modified is { } modified) writer.WriteAttributeString("lastmodificationdate", Date(modified));
        String(writer, entry.Path);
        writer.WriteEndElement();
        if (entry is MhlFileEntry file) WriteHashes(writer, file.Hashes);
        else WriteDirectoryHashes(writer, ((MhlDirectoryEntry)entry).Hashes);
        if (entry.PreviousPath is { } previous) Text(writer, "previousPath", previous);
        WriteMetadata(writer, entry.Metadata);
        writer.WriteEndElement();
    }

    private static void WriteDirectoryHashes(XmlWriter writer, MhlDirectoryHashes hashes)
    {
        Start(writer, "content");
        WriteHashes(writer, hashes.Content);
        writer.WriteEndElement();
        Start(writer, "structure");
        WriteHashes(writer, hashes.Structure);
        writer.WriteEndElement();
    }

    private static void WriteHashes(XmlWriter writer, ImmutableArray<MhlHash> hashes)
    {
        if (hashes.Length == 1)
        {
            WriteHash(writer, hashes[0]);
            return;
        }

        HashFormat? before = null;
        foreach (var hash in hashes.OrderBy(h => MhlFormats.Order(h.Digest.Format)))
        {
            if (hash.Digest.Format == before)
                throw new MhlException(MhlProblem.CannotWrite, $"An entry has two {MhlFormats.Name(hash.Digest.Format)} hashes.");
            before = hash.Digest.Format;
            WriteHash(writer, hash);
        }
    }

    private static void WriteHash(XmlWriter writer, MhlHash hash)
    {
        Start(writer, MhlFormats.Name(hash.Digest.Format));
        if (hash.Action is { } action)
        {
            writer.WriteAttributeString("action", action switch
            {
                MhlAction.Original => "original",
                MhlAction.Verified => "verified",
                _ => "failed",
            });
        }

        if (hash.Date is { } date) writer.WriteAttributeString("hashdate", Date(date));
        writer.WriteString(hash.Digest.Text);
        writer.WriteEndElement();
    }

    private static void WriteMetadata(XmlWriter writer, string? metadata)
    {
        if (metadata is null) return;
        using var reader = XmlReader.Create(
            new StringReader(metadata),
            new XmlReaderSettings { DtdProcessing = DtdProcessing.Prohibit, XmlResolver = null, ConformanceLevel = ConformanceLevel.Fragment });
        reader.Read();
        while (!reader.EOF) writer.WriteNode(reader, defattr: false);
    }
}
