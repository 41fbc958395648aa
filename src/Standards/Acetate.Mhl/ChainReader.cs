using System.Collections.Immutable;
using System.Globalization;
using Acetate.Hashing;
using Acetate.Mhl.Xml;

namespace Acetate.Mhl;

/// <summary>Reads chain files and collections of packing lists.</summary>
public static class ChainReader
{
    internal const string Xmlns = "urn:ASC:MHL:DIRECTORY:v2.0";

    /// <summary>Reads a chain; throws <see cref="MhlException"/> when it cannot be used.</summary>
    /// <param name="source">The document; read synchronously to its end and not closed.</param>
    /// <param name="name">What messages call the document.</param>
    public static MhlChain Read(Stream source, string name = MhlChain.FileName)
    {
        ArgumentNullException.ThrowIfNull(source);
        using var walk = new XmlWalk(source, name);
        walk.MoveToRoot();
        if (walk.LocalName != "ascmhldirectory" || walk.Namespace != Xmlns)
        {
            throw new MhlException(
                MhlProblem.WrongFormat,
                $"This is not an ASC MHL chain: its root is <{walk.LocalName}> in the namespace '{XmlWalk.Shortened(walk.Namespace)}'.",
                name,
                walk.Line);
        }

        var entries = ImmutableArray.CreateBuilder<MhlChainEntry>();
        walk.Children(() =>
        {
            if (walk.LocalName == "hashlist" && walk.Namespace == Xmlns)
            {
                entries.Add(Entry(walk));
                return;
            }

            walk.Notice($"The element <{XmlWalk.Shortened(walk.LocalName)}> does not belong here; it is not used.");
            walk.Skip();
        });
        walk.EndOfDocument();
        if (entries.Count == 0) walk.Notice("The chain lists no generation.");
        return new MhlChain(entries.ToImmutable()) { Notices = walk.Notices };
    }

    private static MhlChainEntry Entry(XmlWalk walk)
    {
        var line = walk.Line;
        int? number = null;
        if (walk.Attribute("sequencenr") is { } text)
        {
            if (!int.TryParse(text.Trim(), NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var parsed) || parsed < 1)
                throw walk.Invalid($"The sequence number '{XmlWalk.Shortened(text)}' is not a number from 1.");
            number = parsed;
        }
        else
        {
            walk.Notice("A generation has no sequence number; its place in the list counts.");
        }

        string? path = null;
        HashDigest? c4 = null;
        var order = new SchemaOrder(walk, "hashlist", "path", "c4");
        walk.Children(() =>
        {
            if (walk.Namespace != Xmlns || !order.Accepts())
            {
                walk.Notice($"The element <{XmlWalk.Shortened(walk.LocalName)}> does not belong here; it is not used.");
                walk.Skip();
            }
            else if (walk.LocalName == "path")
            {
                path = walk.Text();
            }
            else
            {
                var value = walk.Text();
                if (!HashDigest.TryParse(HashFormat.C4, value.Trim(), out var digest))
                    throw walk.Invalid($"'{XmlWalk.Shortened(value)}' is not a C4 identifier.", line);
                c4 = digest;
            }
        });
        if (path is null) throw walk.Invalid("A generation has no <path>.", line);
        if (c4 is null) throw walk.Invalid($"The generation '{XmlWalk.Shortened(path)}' has no <c4>; without it nothing proves that it is unchanged.", line);
        if (path.Contains('/') || MhlPath.WhyNot(path) is not null)
            throw walk.Invalid($"'{XmlWalk.Shortened(path)}' is not the name of a file beside the chain.", line);
        return new MhlChainEntry(number, path, c4.Value, line);
    }
}
