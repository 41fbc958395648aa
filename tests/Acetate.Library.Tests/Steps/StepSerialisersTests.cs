using System.Reflection;
using System.Text.Json;
using System.Text.Json.Serialization.Metadata;
using Acetate.Compute;
using Acetate.Compute.Hosting;
using Acetate.Steps;
using Acetate.Steps.Render;
using Acetate.Steps.Transfer;

namespace Acetate.Library.Tests.Steps;

/// <summary>A worker has no serialisers but those made when it was built; they say what the serializer's own would.</summary>
public sealed class StepSerialisersTests
{
    private static readonly JsonSerializerOptions LookedAt = new(StepJson.Options) { TypeInfoResolver = new DefaultJsonTypeInfoResolver() };

    [Fact]
    public void Every_type_that_a_worker_reads_or_writes_has_a_serialiser_made_at_build_time()
    {
        var functions = Functions().ToArray();
        var seen = new HashSet<Type>();
        foreach (var type in functions.SelectMany(function => new[] { function.Request, function.Result }).Append(typeof(TransferDetail)).Concat(Protocol)) Look(type);

        Assert.Equal(StepCatalogue.Functions.Names.Length, functions.Length);
        Assert.Contains(typeof(Acetate.Media.Inspect.ClipKind), seen);

        void Look(Type type)
        {
            if (!seen.Add(type)) return;
            var info = StepJson.Options.GetTypeInfo(type);
            Assert.False(info.OriginatingResolver is DefaultJsonTypeInfoResolver, $"{type} has none: name it in StepJsonContext.");
            if (type.IsEnum) Assert.True(info.Converter.GetType().Name.StartsWith("EnumWord", StringComparison.Ordinal), $"{type} has no words: name it in StepJson.");
            // What is left out of the text has neither, and is of no type that counts.
            foreach (var property in info.Properties.Where(one => one.Get is not null || one.Set is not null)) Look(property.PropertyType);
            foreach (var derived in info.PolymorphismOptions?.DerivedTypes ?? []) Look(derived.DerivedType);
            if (info.ElementType is { } element) Look(element);
            if (Nullable.GetUnderlyingType(type) is { } value) Look(value);
        }
    }

    [Theory]
    [InlineData(typeof(CopyFilesRequest), """{"source":"file:///a","target":"file:///b","files":[]}""")]
    [InlineData(typeof(CutProxyRequest), """{"store":"file:///a","proxy":"a/proxy.mp4","first":1,"count":2,"targetPrefix":"a/cut"}""")]
    [InlineData(typeof(HashFilesRequest), """{"store":"file:///a","files":[]}""")]
    [InlineData(typeof(HashFilesRequest), """{"store":"file:///a"}""")]
    [InlineData(typeof(MarkProxyRequest), """{"store":"file:///a","proxy":"a/proxy.mp4","lines":["zoe"],"targetPrefix":"a/marked"}""")]
    [InlineData(typeof(NotePlatesRequest), """{"store":"file:///a","notes":[]}""")]
    [InlineData(typeof(WriteDocumentsRequest), """{"store":"file:///a","documents":[{"path":"a","content":"YWI="}]}""")]
    [InlineData(typeof(InspectClipsRequest), """{"store":"file:///a","clips":[{"name":"c","kind":"single","files":["a.mov"]}]}""")]
    [InlineData(typeof(RenderFramesRequest), """{"STORE":"file:///a","clip":{"name":"c","kind":"sequence","files":[]},"outputs":[{"name":"a.####.exr","framing":{"width":10}}],"target":"file:///b","more":{}}""")]
    [InlineData(typeof(RenderFramesRequest), """{"store":"file:///a","clip":{"name":"c","kind":"single","files":[]},"target":"file:///b","check":{"limits":{"picture":{"blackLevel":0.2}}},"outputs":[{"name":"a.mov","grade":{},"editorial":{"name":"c","tape":"t","shootDay":"2026-05-04"}}]}""")]
    [InlineData(typeof(RenderFramesRequest), """{"store":"file:///a","clip":{"name":"c","kind":"single","files":[]},"target":"file:///b","check":{},"outputs":[]}""")]
    [InlineData(typeof(RenderProxyRequest), """{"store":"file:///a","target":"file:///b","clip":{"name":"c","kind":"sound","files":[]}}""")]
    [InlineData(typeof(Acetate.Steps.Sound.SyncSoundRequest), """{"store":"file:///a","target":"file:///b","clip":{"name":"c","kind":"single","files":[]},"sounds":[{"roll":"S","store":"file:///a"}],"decision":{}}""")]
    [InlineData(typeof(Acetate.Steps.Editorial.WriteEditorialListsRequest), """{"store":"file:///a","stem":"d","clips":[{"name":"a","tape":"b","start":"c","rate":"24","frames":1,"shootDay":"2026-05-04"}]}""")]
    [InlineData(typeof(Acetate.Steps.Editorial.WriteEditorialListsRequest), """{"store":"file:///a","stem":"d","clips":[],"bins":[{"name":"avid","media":[{"output":"a","clip":{"name":"a","tape":"b","start":"c","rate":"24","frames":1,"shootDay":"2026-05-04"},"files":[{"name":"a","letter":"V1","bytes":1,"sha256":"0"}],"avid":{"material":"m","tape":"t","picture":{"width":1,"height":1}}}]}]}""")]
    [InlineData(typeof(SealFolderRequest), """{"store":"file:///a","rollName":"A001","creator":{},"at":"2026-01-01T00:00:00+00:00"}""")]
    [InlineData(typeof(TrimClipRequest), """{"store":"file:///a","target":"file:///b","clip":{"name":"c","kind":"single","files":[]}}""")]
    [InlineData(typeof(TrimClipsRequest), """{"trims":[{"store":"file:///a","target":"file:///b","clip":{"name":"c","kind":"single","files":[]}}]}""")]
    [InlineData(typeof(Acetate.Steps.Conform.WriteConformListsRequest), """{"store":"file:///a","show":"S","recipient":"R","name":"N","at":"2026-01-01T00:00:00+00:00","cuts":[],"events":[{"cut":"c","id":"1","fate":"pulled","why":"w"}],"media":[{"step":"s","clip":"00000001-0000-0000-0000-000000000000"}]}""")]
    public void What_a_request_leaves_out_keeps_its_default(Type type, string json)
    {
        var (made, lookedAt) = (JsonSerializer.Deserialize(json, type, StepJson.Options), JsonSerializer.Deserialize(json, type, LookedAt));

        // Every default that is not null is written out.
        Assert.Equal(JsonSerializer.Serialize(lookedAt, type, LookedAt), JsonSerializer.Serialize(made, type, LookedAt));
        Assert.Equal(JsonSerializer.Serialize(lookedAt, type, LookedAt), JsonSerializer.Serialize(lookedAt, type, StepJson.Options));
    }

    [Theory]
    [InlineData(typeof(RenderFramesRequest), """{"store":"file:///a"}""")]
    [InlineData(typeof(RenderFramesRequest), """{"store":"file:///a","target":"file:///b","outputs":[],"clip":{"name":"c","kind":1,"files":[]}}""")]
    [InlineData(typeof(RenderFramesRequest), """{"store":"file:///a","target":"file:///b","outputs":[],"clip":{"name":"c","kind":"reel","files":[]}}""")]
    [InlineData(typeof(WorkerRequest), """["a"]""")]
    [InlineData(typeof(WorkerRequest), """{"attempt":1,"function":"f","request":{}}""")]
    [InlineData(typeof(WorkerRequest), """{"attempt":"a","function":"f","request":{},"outputs":[]}""")]
    [InlineData(typeof(WorkerRequest), """{"attempt":"a","function":"f","request":{""")]
    [InlineData(typeof(WorkerReply), """{"result":{"$type":"other"}}""")]
    public void What_is_no_request_is_refused(Type type, string json) => Assert.ThrowsAny<JsonException>(() => JsonSerializer.Deserialize(json, type, StepJson.Options));

    [Fact]
    public void Lines_of_workers_are_read_back_as_they_were()
    {
        var raw = JsonElement.Parse("""{"a":[1,"ä\n"],"b":null}""");
        var request = new WorkerRequest("a1", "f", raw, System.Collections.Immutable.ImmutableDictionary<string, JsonElement>.Empty.Add("copy/0001 \"ä\"", raw), "00-1", "/tmp/x", 5);

        Assert.Equal("""{"attempt":"a1","function":"f","request":{"a":[1,"ä\n"],"b":null},"outputs":{"copy/0001 \u0022\u00E4\u0022":{"a":[1,"ä\n"],"b":null}},"traceParent":"00-1","scratch":"/tmp/x","throttleBytesPerSecond":5}""", Again(request));
        Assert.Equal("""{"attempt":"a","function":"f","request":1,"traceParent":"","scratch":""}""", Again(new WorkerRequest("a", "f", JsonElement.Parse("1"))));
        Assert.Equal("""{"progress":{"done":1,"total":2.5,"detail":{"a":[1,"ä\n"],"b":null}}}""", Again(new WorkerReply(new StepProgress(1, 2.5, raw))));
        Assert.Equal("""{"result":{"$type":"done","output":{"a":[1,"ä\n"],"b":null}}}""", Again(new WorkerReply(Result: new StepResult.Done(raw))));
        Assert.Equal("""{"result":{"$type":"failed","class":"data","message":"m","advice":"a","tries":3}}""", Again(new WorkerReply(Result: new StepResult.Failed(RetryClass.Data, "m", "a") { Tries = 3 })));
        Assert.Equal("""{"result":{"$type":"cancelled"}}""", Again(new WorkerReply(Result: new StepResult.Cancelled())));
        Assert.Equal("""{"control":"throttle","bytesPerSecond":7}""", Again(new WorkerControl(WorkerControlKind.Throttle, 7)));
        var other = JsonSerializer.Deserialize<WorkerRequest>("""{"Function":"f","later":[{}],"attempt":"a","request":{"x":1},"outputs":null,"throttleBytesPerSecond":null}""", StepJson.Options)!;
        Assert.Equal(("a", "f", "", (long?)null), (other.Attempt, other.Function, other.TraceParent, other.ThrottleBytesPerSecond));

        static string Again<T>(T line)
        {
            var text = JsonSerializer.Serialize(line, StepJson.Options);
            Assert.Equal(text, JsonSerializer.Serialize(JsonSerializer.Deserialize<T>(text, ComputeJson.Options), StepJson.Options));
            return text;
        }
    }

    private static readonly Type[] Protocol = [typeof(WorkerRequest), typeof(WorkerControl), typeof(WorkerReply), typeof(WorkerLogLine), typeof(StepProgress), typeof(StepResult)];

    // Whatever runs as a step: a class with a name and a way to run it.
    private static IEnumerable<(Type Request, Type Result)> Functions() =>
        from type in typeof(StepCatalogue).Assembly.GetExportedTypes()
        let run = type.GetMethod("RunAsync", BindingFlags.Public | BindingFlags.Static)
        where type.GetField("Name", BindingFlags.Public | BindingFlags.Static) is not null && run is not null && run.GetParameters() is [_, { ParameterType: var context }, _] && context == typeof(StepContext)
        select (run.GetParameters()[0].ParameterType, run.ReturnType.GetGenericArguments()[0]);
}
