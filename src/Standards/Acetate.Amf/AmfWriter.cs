using System.Globalization;
using System.Text;
using System.Xml;
using Acetate.Amf.Reading;
using Acetate.Cdl;

namespace Acetate.Amf;

/// <summary>Writes ACES Metadata Files of the version the document says: prefixes <c>aces</c> and <c>cdl</c>, which some readers look for, and dates in UTC.</summary>
public static class AmfWriter
{
    /// <summary>Writes a document, indented by two blanks, as UTF-8.</summary>
    /// <remarks>The result is read again before a byte leaves: what the schema would refuse is not written.</remarks>
    /// <exception cref="ArgumentException">The document would not be valid; the message says the first reason.</exception>
    public static void Write(AmfDocument document, Stream target)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentNullException.ThrowIfNull(target);
        using var bytes = new MemoryStream();
        using (var writer = XmlWriter.Create(bytes, new() { Encoding = new UTF8Encoding(false), Indent = true, NewLineChars = "\n" }))
            new Pen(writer, document.Version).Document(document);
        bytes.Position = 0;
        if (AmfReader.Read(bytes, "document").Problems.FirstOrDefault(problem => problem.Severity == AmfSeverity.Error || problem.Code == "missing-email") is { } reason)
            throw new ArgumentException($"The document would not be a valid AMF: {reason.Element}: {reason.Message}", nameof(document));
        target.Write(bytes.GetBuffer(), 0, (int)bytes.Length);
    }

    private sealed class Pen(XmlWriter writer, AmfVersion version)
    {
        private readonly string ns = version == AmfVersion.V1 ? AmfReader.NamespaceV1 : AmfReader.NamespaceV2;

        public void Document(AmfDocument document)
        {
            writer.WriteStartDocument();
            Start("acesMetadataFile");
            writer.WriteAttributeString("xmlns", "cdl", null, SchemaWalk.CdlNamespace);
            writer.WriteAttributeString("version", version == AmfVersion.V1 ? "1.0" : "2.0");
            Info("amfInfo", document.Info, null);
            if (document.Clip is { } clip) Clip(clip);
            Pipeline("pipeline", document.Pipeline);
            foreach (var old in document.Archived) Pipeline("archivedPipeline", old);
            writer.WriteEndElement();
            writer.WriteEndDocument();
        }

        private void Info(string name, AmfInfo info, AmfPipeline? pipeline)
        {
            Start(name);
            if (info.Description is { } description) Text("description", description);
            foreach (var author in info.Authors)
            {
                Start("author");
                Text("name", author.Name);
                if (author.EmailAddress is { } address) Text("emailAddress", address);
                writer.WriteEndElement();
            }

            Start("dateTime");
            if (info.Created is { } created) Text("creationDateTime", Date(created));
            if (info.Modified is { } modified) Text("modificationDateTime", Date(modified));
            writer.WriteEndElement();
            if (info.Uuid is { } uuid) Text("uuid", $"urn:uuid:{uuid:D}");
            if (pipeline?.System is { } system)
            {
                Start("systemVersion");
                Text("majorVersion", Number(system.Major));
                Text("minorVersion", Number(system.Minor));
                Text("patchVersion", Number(system.Patch));
                writer.WriteEndElement();
            }

            writer.WriteEndElement();
        }

        private void Clip(AmfClipId clip)
        {
            Start("clipId");
            Text("clipName", clip.Name);
            if (clip.Sequence is { } sequence)
            {
                Start("sequence");
                writer.WriteAttributeString("idx", sequence.Placeholder);
                writer.WriteAttributeString("min", Number(sequence.First));
                writer.WriteAttributeString("max", Number(sequence.Last));
                writer.WriteString(sequence.Pattern);
                writer.WriteEndElement();
            }

            if (clip.File is { } file) Text("file", file);
            if (clip.Uuid is { } uuid) Text("uuid", $"urn:uuid:{uuid:D}");
            writer.WriteEndElement();
        }

        private void Pipeline(string name, AmfPipeline pipeline)
        {
            Start(name);
            Info("pipelineInfo", pipeline.Info, pipeline);
            if (pipeline.Input is { } input) Transform("inputTransform", input);
            foreach (var stage in pipeline.Stages)
            {
                if (stage is AmfStage.Look(var look)) Transform("lookTransform", look);
                else
                {
                    Start("workingLocation");
                    writer.WriteEndElement();
                }
            }

            if (pipeline.Output is { } output) Transform("outputTransform", output);
            writer.WriteEndElement();
        }

        private void Transform(string name, AmfTransform transform)
        {
            Start(name);
            if (transform.Applied is { } applied) writer.WriteAttributeString("applied", applied ? "true" : "false");
            if (transform.Description is { } description) Text("description", description);
            if (transform.Hash is { } hash)
            {
                Start("hash");
                writer.WriteAttributeString("algorithm", hash.Algorithm);
                writer.WriteString(Convert.ToBase64String(hash.Digest.AsSpan()));
                writer.WriteEndElement();
            }

            Content(transform.Content);
            writer.WriteEndElement();
        }

        private void Content(AmfContent content)
        {
            switch (content)
            {
                case AmfContent.ById(var id): Text("transformId", id); break;
                case AmfContent.ByFile(var address): Text("file", address); break;
                case AmfContent.ByUuid(var uuid): Text("uuid", $"urn:uuid:{uuid:D}"); break;
                case AmfContent.InverseOutput(var output): Transform("inverseOutputTransform", output); break;
                case AmfContent.Rendering(var rendering, var device):
                    Transform("referenceRenderingTransform", rendering);
                    Transform("outputDeviceTransform", device);
                    break;
                case AmfContent.InverseRendering(var device, var rendering):
                    Transform("inverseOutputDeviceTransform", device);
                    Transform("inverseReferenceRenderingTransform", rendering);
                    break;
                case AmfContent.Grade grade:
                    Space(grade.Space);
                    StartCdl("SOPNode");
                    foreach (var note in grade.SopDescriptions) CdlText("Description", note);
                    CdlText("Slope", Three(grade.Values.Slope));
                    CdlText("Offset", Three(grade.Values.Offset));
                    CdlText("Power", Three(grade.Values.Power));
                    writer.WriteEndElement();
                    StartCdl("SatNode");
                    foreach (var note in grade.SatDescriptions) CdlText("Description", note);
                    CdlText("Saturation", Number(grade.Values.Saturation));
                    writer.WriteEndElement();
                    break;
                case AmfContent.Correction(var space, var id, var file):
                    Space(space);
                    StartCdl("ColorCorrectionRef");
                    writer.WriteAttributeString("ref", id);
                    writer.WriteEndElement();
                    if (file is not null) Text("file", file);
                    break;
            }
        }

        private void Space(AmfWorkingSpace? space)
        {
            if (space is null) return;
            Start("cdlWorkingSpace");
            if (space.To is { } to) Transform("toCdlWorkingSpace", to);
            if (space.From is { } from) Transform("fromCdlWorkingSpace", from);
            writer.WriteEndElement();
        }

        private void Start(string name) => writer.WriteStartElement("aces", name, ns);

        private void StartCdl(string name) => writer.WriteStartElement("cdl", name, SchemaWalk.CdlNamespace);

        private void Text(string name, string text) => writer.WriteElementString("aces", name, ns, text);

        private void CdlText(string name, string text) => writer.WriteElementString("cdl", name, SchemaWalk.CdlNamespace, text);

        private static string Three(Rgb values) => $"{Number(values.Red)} {Number(values.Green)} {Number(values.Blue)}";

        private static string Number(double value) => value.ToString("R", CultureInfo.InvariantCulture);

        private static string Number(long value) => value.ToString(CultureInfo.InvariantCulture);

        private static string Date(DateTimeOffset date) => date.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.FFFFFFF'Z'", CultureInfo.InvariantCulture);
    }
}
