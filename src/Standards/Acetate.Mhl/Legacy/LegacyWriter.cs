using System.Globalization;
using System.Xml;
using Acetate.Hashing;

namespace Acetate.Mhl.Legacy;

/// <summary>Writes MHL 1.1 files as today's tools do, valid against the published schema.</summary>
public static class LegacyWriter
{
    /// <summary>The name of a list: folder, date and time in UTC.</summary>
    public static string FileName(string folderName, DateTimeOffset at) =>
        $"{folderName}_{at.UtcDateTime.ToString("yyyy-MM-dd_HHmmss", CultureInfo.InvariantCulture)}.mhl";

    /// <summary>Writes a list as UTF-8. XXH64 is written as <c>xxhash64be</c>, XXH32 as a decimal number; other formats than those,
    /// MD5 and SHA-1 are refused with <see cref="MhlException"/>, and so is an empty file's size, which the schema forbids.</summary>
    /// <remarks>The elements stand in the order that the old reference tool needs: file, size, dates, hash, hash date.</remarks>
    public static void Write(LegacyManifest list, Stream target)
    {
        ArgumentNullException.ThrowIfNull(list);
        ArgumentNullException.ThrowIfNull(target);
        if (list.Entries.IsEmpty) throw new MhlException(MhlProblem.CannotWrite, "An MHL 1.1 file needs at least one file to list.");
        using var writer = XmlWriter.Create(target, ManifestWriter.Settings);
        writer.WriteStartDocument();
        writer.WriteStartElement("hashlist");
        writer.WriteAttributeString("version", "1.1");
        if (list.Created is { } created) ManifestWriter.Text(writer, "creationdate", Date(created));
        WriteCreator(writer, list.Creator);
        foreach (var entry in list.Entries) WriteEntry(writer, entry);
        writer.WriteEndElement();
        writer.WriteEndDocument();
    }

    private static void WriteCreator(XmlWriter writer, LegacyCreator creator)
    {
        writer.WriteStartElement("creatorinfo");
        if (creator.Name.Length > 0) ManifestWriter.Text(writer, "name", creator.Name);
        ManifestWriter.Text(writer, "username", creator.UserName);
        ManifestWriter.Text(writer, "hostname", creator.HostName);
        ManifestWriter.Text(writer, "tool", creator.Tool);
        if (creator.Source.Length > 0) ManifestWriter.Text(writer, "source", creator.Source);
        var started = creator.Started ?? throw new MhlException(MhlProblem.CannotWrite, "An MHL 1.1 file needs a start date.");
        ManifestWriter.Text(writer, "startdate", Date(started));
        ManifestWriter.Text(writer, "finishdate", Date(creator.Finished ?? started));
        if (creator.Log.Length > 0) ManifestWriter.Text(writer, "log", creator.Log);
        writer.WriteEndElement();
    }

    private static void WriteEntry(XmlWriter writer, LegacyEntry entry)
    {
        if (MhlPath.WhyNot(entry.Path) is { } reason) throw new MhlException(MhlProblem.CannotWrite, reason);
        if (entry.Size is not { } size || size < 0) throw new MhlException(MhlProblem.CannotWrite, $"The size of '{entry.Path}' is not known.");
        if (entry.Modified is not { } modified || entry.HashDate is not { } hashed)
            throw new MhlException(MhlProblem.CannotWrite, $"'{entry.Path}' needs a modification date and a hash date.");
        writer.WriteStartElement("hash");
        if (entry.IsList) writer.WriteAttributeString("referencehhashlist", "true");
        ManifestWriter.Text(writer, "file", entry.Path);
        ManifestWriter.Text(writer, "size", size.ToString(CultureInfo.InvariantCulture));
        if (entry.Created is { } created) ManifestWriter.Text(writer, "creationdate", Date(created));
        ManifestWriter.Text(writer, "lastmodificationdate", Date(modified));
        if (entry.Hashes.IsEmpty) writer.WriteElementString("null", "");
        foreach (var digest in entry.Hashes)
        {
            var (element, text) = digest.Format switch
            {
                HashFormat.Md5 => ("md5", digest.Text),
                HashFormat.Sha1 => ("sha1", digest.Text),
                HashFormat.Xxh64 => ("xxhash64be", digest.Text),
                HashFormat.Xxh32 => ("xxhash", uint.Parse(digest.Text, NumberStyles.HexNumber, CultureInfo.InvariantCulture).ToString(CultureInfo.InvariantCulture)),
                _ => throw new MhlException(MhlProblem.CannotWrite, $"MHL 1.1 has no hash format {digest.Format}; it knows MD5, SHA-1, XXH64 and XXH32."),
            };
            ManifestWriter.Text(writer, element, text);
        }

        ManifestWriter.Text(writer, "hashdate", Date(hashed));
        writer.WriteEndElement();
    }

    private static string Date(DateTimeOffset date) => date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss'Z'", CultureInfo.InvariantCulture);
}
