using System.Collections.Immutable;
using System.Xml.Linq;
using Acetate.Cuts.Reading;

namespace Acetate.Cuts.FcpXml;

/// <summary>Reads Final Cut Pro 7 XML (xmeml 4 and 5), as Final Cut Pro, Premiere, Resolve and Hiero write it.</summary>
internal static class FcpXmlReader
{
    /// <summary>Every sequence that stands for itself: of the document, of its projects and bins.</summary>
    /// <exception cref="CutException">There is none.</exception>
    public static ImmutableArray<Cut> Read(XElement root, string name)
    {
        var sequences = Sequences(root).ToList();
        if (sequences.Count == 0)
            throw new CutException("The document holds no sequence. Export a sequence, not a bin of clips.", name, root.Line());
        var walk = new SequenceWalk(root, name);
        return [.. sequences.Select(walk.Cut)];
    }

    private static IEnumerable<XElement> Sequences(XElement root)
    {
        var waiting = new Stack<XElement>([root]);
        while (waiting.TryPop(out var holder))
        {
            foreach (var child in holder.Elements().Reverse())
            {
                if (child.Tag() is "project" or "bin" or "children") waiting.Push(child);
            }

            foreach (var child in holder.Elements())
                if (child.Tag() == "sequence" && child.HasElements) yield return child;
        }
    }
}
