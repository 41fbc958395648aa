using System.Security.Cryptography;
using Acetate.Cdl;

namespace Acetate.Amf.Checks;

/// <summary>The files a document names: their addresses, and with a folder their presence and their bytes.</summary>
internal static class FileChecks
{
    private static readonly string[] Corrections = [".cc", ".ccc", ".cdl"];

    public static IEnumerable<AmfProblem> Of(AmfDocument document, string? folder) => AmfPlace.All(document).SelectMany(place => place.Transform.Content switch
    {
        AmfContent.ByFile(var address) => [.. Address(place, address, isCorrection: false), .. Bytes(place, address, null, folder)],
        AmfContent.ByUuid(var uuid) => [At(place, AmfSeverity.Warning, "named-by-id-alone", $"The LUT is named by its id alone: it is the CLF file whose ProcessList has the id urn:uuid:{uuid}, and whoever renders has to find it.")],
        AmfContent.Correction(_, var id, { } file) => [.. Address(place, file, isCorrection: true), .. Bytes(place, file, id, folder)],
        _ => Enumerable.Empty<AmfProblem>(),
    });

    private static IEnumerable<AmfProblem> Address(AmfPlace place, string address, bool isCorrection)
    {
        var path = Decoded(address);
        if (path.Length == 0) yield break;
        var extension = Path.GetExtension(path);
        if (isCorrection ? !Corrections.Contains(extension, StringComparer.OrdinalIgnoreCase) : !extension.Equals(".clf", StringComparison.OrdinalIgnoreCase))
            yield return At(place, AmfSeverity.Error, "wrong-file-kind", $"'{Shown(path)}' is {(isCorrection ? "no .cc, .ccc or .cdl file" : "no .clf file")}; an AMF takes nothing else here.");
        if (IsRemote(path))
            yield return At(place, AmfSeverity.Warning, "remote-file", $"'{Shown(path)}' lies elsewhere and is never fetched; have the file put beside the AMF.");
        else if (path.Contains("..", StringComparison.Ordinal))
            yield return At(place, AmfSeverity.Warning, "unsafe-path", $"'{Shown(path)}' holds '..'; files of an AMF lie in its folder or below.");
        if (path[0] == '/' || path.StartsWith("file:", StringComparison.OrdinalIgnoreCase) || (path.Length > 1 && path[1] == ':') || path.Contains('\\'))
            yield return At(place, AmfSeverity.Warning, "non-portable-path", $"'{Shown(path)}' is a path of one machine; files of an AMF lie in its folder or below, with / between names.");
    }

    private static IEnumerable<AmfProblem> Bytes(AmfPlace place, string address, string? correction, string? folder)
    {
        if (place.Transform.Hash is { } said && LengthOf(said.Algorithm) is > 0 and var length && said.Digest.Length != length)
            yield return At(place, AmfSeverity.Warning, "hash-length", $"The hash has {said.Digest.Length} bytes, and one of its algorithm has {length}; it may have been written in hexadecimal instead of base64.");
        var path = Decoded(address);
        if (folder is null || path.Length == 0 || IsRemote(path)) yield break;
        // Nothing outside the folder is opened, whatever the document says.
        if (Inside(folder, path) is not { } file || !File.Exists(file))
        {
            yield return At(place, AmfSeverity.Error, "missing-file", $"'{Shown(path)}' is not in the folder of the AMF.");
            yield break;
        }

        if (correction is not null && WhyNoCorrection(file, correction) is var (code, message)) yield return At(place, AmfSeverity.Error, code, message);
        if (place.Transform.Hash is { } hash && LengthOf(hash.Algorithm) > 0 && !DigestOf(file, hash.Algorithm).AsSpan().SequenceEqual(hash.Digest.AsSpan()))
            yield return At(place, AmfSeverity.Error, "hash-mismatch", $"The bytes of '{Shown(path)}' are not those of which the hash was taken: it is another file, or it was changed.");
    }

    private static (string Code, string Message)? WhyNoCorrection(string file, string id)
    {
        try
        {
            using var bytes = Open(file);
            var corrections = CdlReader.Read(bytes, Path.GetFileName(file));
            return corrections.Find(id) is not null || (corrections.Kind == CdlDocumentKind.Correction && string.IsNullOrEmpty(corrections.Corrections.First().Id))
                ? null
                : ("missing-correction", $"'{Path.GetFileName(file)}' has no correction '{Shown(id)}'.");
        }
        catch (CdlException problem)
        {
            return ("unreadable-correction", problem.Message);
        }
    }

    private static byte[] DigestOf(string file, string algorithm)
    {
        using var bytes = Open(file);
        return DigestOf(bytes, algorithm);
    }

    internal static byte[] DigestOf(Stream bytes, string algorithm)
    {
#pragma warning disable CA5350, CA5351 // The file formats name these algorithms; they guard against mistakes, not against people.
        return algorithm switch
        {
            AmfHash.Sha256 => SHA256.HashData(bytes),
            AmfHash.Sha1 => SHA1.HashData(bytes),
            _ => MD5.HashData(bytes),
        };
#pragma warning restore CA5350, CA5351
    }

    // What has no bytes is not opened: a pipe by the name of a LUT would make us wait for ever.
    private static Stream Open(string file) => new FileInfo(file).Length == 0 ? Stream.Null : File.OpenRead(file);

    internal static int LengthOf(string algorithm) => algorithm switch { AmfHash.Sha256 => 32, AmfHash.Sha1 => 20, AmfHash.Md5 => 16, _ => 0 };

    internal static string? Inside(string folder, string path)
    {
        if (path.Contains('\0') || path.Contains('\\') || path[0] == '/' || path.Split('/').Contains("..")) return null;
        var root = Path.GetFullPath(folder);
        var full = Path.GetFullPath(Path.Join(root, path));
        if (!full.StartsWith(root.EndsWith(Path.DirectorySeparatorChar) ? root : root + Path.DirectorySeparatorChar, StringComparison.Ordinal)) return null;
        // A link leads out of the folder as well as '..' does.
        for (var at = full; at.Length > root.Length; at = Path.GetDirectoryName(at)!)
            if ((File.Exists(at) || Directory.Exists(at)) && File.GetAttributes(at).HasFlag(FileAttributes.ReparsePoint))
                return null;
        return full;
    }

    internal static bool IsRemote(string path) => path.Contains("://", StringComparison.Ordinal) && !path.StartsWith("file:", StringComparison.OrdinalIgnoreCase);

    internal static string Decoded(string address) => Uri.UnescapeDataString(address.Trim());

    private static string Shown(string text) => AmfReader.Shown(text);

    private static AmfProblem At(AmfPlace place, AmfSeverity severity, string code, string message) => new(severity, code, place.Transform.Line, place.Path, message);
}
