using System.Security.Cryptography;
using Acetate.Amf;
using Acetate.Cdl;
using Acetate.Fdl;
using Acetate.Imaging.Colour.Luts;
using Acetate.Tools.Pulls.Packages;

namespace Acetate.Tools.Pulls.Delivery;

/// <summary>Checks the files that a package names beside its pictures.</summary>
internal sealed class DocumentCheck(DeliveredFiles files, DeliveryFindings findings)
{
    private const string SendAgain = "Have it sent again.";
    private const string Mend = "Ask whoever made the package to mend it.";
    private const long LargestLut = 256 << 20;

    /// <summary>Every path that the package names.</summary>
    public HashSet<string> Named { get; } = new(StringComparer.Ordinal);

    /// <summary>Paths that are named and not there.</summary>
    public HashSet<string> Told { get; } = new(StringComparer.Ordinal);

    /// <summary>Whether a file is there and has bytes; says so when not.</summary>
    public bool IsThere(string path, string what)
    {
        Named.Add(path);
        if (!files.Has(path))
        {
            if (Told.Add(path))
                findings.Error("missing", path, files.Alike(path) is { } other ? $"{what} is not there; '{other}' is named much like it." : $"{what} is not there.", files.Alike(path) is null ? SendAgain : "Give it its name.");
            return false;
        }

        if (files.LengthOf(path) > 0) return true;
        if (Told.Add(path)) findings.Error("empty", path, $"{what} has no bytes.", SendAgain);
        return false;
    }

    /// <summary>The cut, byte for byte as it was handed in.</summary>
    public void Cut(PackageCut cut)
    {
        if (cut.Otio is { } otio) IsThere(otio, "The cut as OpenTimelineIO");
        if (!IsThere(cut.Path, "The cut")) return;
        Try(cut.Path, () =>
        {
            using var content = files.Open(cut.Path);
            if (Convert.ToHexStringLower(SHA256.HashData(content)) != cut.Sha256) findings.Error("cut-changed", cut.Path, "It is not the cut that the package was made from: its SHA-256 is another.", SendAgain);
        });
    }

    /// <summary>An AMF. Of a plate it names the plate's frames.</summary>
    public void Amf(string path, ExpectedPlate? plate)
    {
        if (!IsThere(path, "The AMF")) return;
        Try(path, () =>
        {
            using var content = files.Open(path);
            var document = AmfReader.Read(content, Last(path));
            foreach (var problem in AmfValidation.Check(document, new() { Folder = Path.GetDirectoryName(Path.Join(files.Root, path)) }).Where(problem => problem.Severity != AmfSeverity.Info))
            {
                var message = problem.Line > 0 ? $"Line {problem.Line}{(problem.Element.Length > 0 ? $", {problem.Element}" : "")}: {problem.Message}" : problem.Message;
                if (problem.Severity == AmfSeverity.Error) findings.Error("amf", path, message, Mend);
                else findings.Warning("amf", path, message, "Look at it before it is used.");
            }

            foreach (var address in AmfFiles.Named(document)) Named.Add(Beside(path, address));
            if (plate is not null) Frames(path, document.Clip, plate);
        });
    }

    /// <summary>A framing decision list.</summary>
    public void Fdl(string path)
    {
        if (!IsThere(path, "The framing decision list")) return;
        Try(path, () =>
        {
            var bytes = Bytes(path, FdlReader.MostBytes + 1);
            foreach (var problem in FdlReader.Read(bytes).Problems)
            {
                var message = problem.Line > 0 ? $"Line {problem.Line}: {problem.Message}" : problem.Message;
                if (problem.Severity == FdlSeverity.Error) findings.Error("fdl", path, message, Mend);
                else findings.Warning("fdl", path, message, "Look at it before it is used.");
            }
        });
    }

    /// <summary>An ASC CDL.</summary>
    public void Cdl(string path)
    {
        if (!IsThere(path, "The CDL")) return;
        Try(path, () =>
        {
            using var content = files.Open(path);
            CdlReader.Read(content, Last(path));
        });
    }

    /// <summary>A look-up table.</summary>
    public void Lut(string path)
    {
        if (!IsThere(path, "The look-up table")) return;
        if (files.LengthOf(path) > LargestLut)
        {
            findings.Error("lut", path, $"It has {files.LengthOf(path):N0} bytes; no honest table has more than {LargestLut:N0}.", Mend);
            return;
        }

        Try(path, () =>
        {
            using var content = files.Open(path);
            LutFile.Read(content, Last(path));
        });
    }

    /// <summary>The bytes of a file, at most so many.</summary>
    internal byte[] Bytes(string path, int most)
    {
        using var content = files.Open(path);
        var bytes = new byte[Math.Min(content.Length, most)];
        return bytes[..content.ReadAtLeast(bytes, bytes.Length, throwOnEndOfStream: false)];
    }

    // An AMF says for which pictures it is; one that came to lie beside others would colour them wrongly.
    private void Frames(string path, AmfClipId? clip, ExpectedPlate plate)
    {
        var name = Last(plate.Pattern);
        if (clip is { Sequence: { } sequence })
        {
            if (Shape(sequence.Pattern, sequence.Placeholder) != Shape(name, "#")) findings.Error("amf-frames", path, $"It is for the frames '{sequence.Pattern}', and lies beside those of {plate.Name}, '{name}'.", Mend);
            else if ((sequence.First, sequence.Last) != (plate.First, plate.Last)) findings.Error("amf-frames", path, FormattableString.Invariant($"It is for the frames {sequence.First} to {sequence.Last}, and {plate.Name} has {plate.First} to {plate.Last}."), Mend);
        }
        else if (clip is { File: { } file })
        {
            if (plate.Frames != 1 || Last(Uri.UnescapeDataString(file)) != Last(plate.PathOf(plate.First))) findings.Error("amf-frames", path, $"It is for the file '{file}', and lies beside the frames of {plate.Name}, '{name}'.", Mend);
        }
        else
        {
            findings.Warning("amf-frames", path, $"It does not say for which frames it is; it lies beside those of {plate.Name}.", "Look whether it belongs there.");
        }
    }

    private void Try(string path, Action check)
    {
        try
        {
            check();
        }
        catch (AmfException refusal)
        {
            findings.Error("amf", path, refusal.Message, Mend);
        }
        catch (CdlException refusal)
        {
            findings.Error("cdl", path, refusal.Message, Mend);
        }
        catch (LutException refusal)
        {
            findings.Error("lut", path, refusal.Message, Mend);
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            findings.Error("unreadable", path, $"It cannot be read: {unreadable.Message}", "Copy the package again, or look at the disk.");
        }
    }

    // Programs write one sign for all digits, or one for each.
    private static string Shape(string pattern, string placeholder)
    {
        var sign = placeholder.Length == 0 ? "#" : placeholder;
        var first = pattern.IndexOf(sign, StringComparison.Ordinal);
        if (first < 0) return pattern;
        var end = first;
        while (pattern.AsSpan(end).StartsWith(sign, StringComparison.Ordinal)) end += sign.Length;
        return $"{pattern[..first]}#{pattern[end..]}";
    }

    private static string Beside(string path, string address)
    {
        var folder = path[..(path.LastIndexOf('/') + 1)];
        try
        {
            return folder + Uri.UnescapeDataString(address.Trim());
        }
        catch (UriFormatException)
        {
            return folder + address;
        }
    }

    private static string Last(string path) => path[(path.LastIndexOf('/') + 1)..];
}
