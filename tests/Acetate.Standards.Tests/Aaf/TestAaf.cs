using System.Buffers.Binary;
using System.Text;
using Acetate.Aaf;

namespace Acetate.Standards.Tests.Aaf;

/// <summary>An object of an AAF file that a test makes: properties by their numbers, objects below it.</summary>
internal sealed class TestObject(Guid classId, bool bigEndian)
{
    private readonly List<(int Number, int Form, byte[] Data)> properties = [];
    private readonly List<(string Name, TestObject Object)> owned = [];
    private readonly List<(string Name, byte[] Data)> streams = [];

    public TestObject Data(int number, params byte[] data) => Add(number, 0x82, data);

    public TestObject Number(int number, long value, int size)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteInt64LittleEndian(bytes, value);
        return Data(number, Turned(bytes[..size]));
    }

    public TestObject Ratio(int number, int top, int bottom) => Data(number, RatioBytes(top, bottom));

    public byte[] RatioBytes(int top, int bottom) => [.. Int(top), .. Int(bottom)];

    public TestObject Text(int number, string text) => Data(number, Utf16(text));

    public TestObject Id(int number, Guid id) => Data(number, id.ToByteArray(bigEndian));

    public TestObject Mob(int number, AafMobId id) => Data(number, MobBytes(id));

    /// <summary>A value that brings its type with it.</summary>
    public TestObject Indirect(int number, string type, byte[] value) =>
        Data(number, [(byte)(bigEndian ? 'B' : 'L'), .. Guid.Parse($"{type}-0000-0000-060e-2b3401040101").ToByteArray(bigEndian), .. value]);

    public TestObject Owns(int number, TestObject child)
    {
        owned.Add(($"One-{number:x}", child));
        return Add(number, 0x22, Utf16($"One-{number:x}"));
    }

    public TestObject OwnsList(int number, params TestObject[] children)
    {
        for (var i = 0; i < children.Length; i++)
            owned.Add(($"List-{number:x}{{{i:x}}}", children[i]));
        streams.Add(($"List-{number:x} index", [.. Int(children.Length), .. Int(children.Length), .. Int(-1), .. Enumerable.Range(0, children.Length).SelectMany(Int)]));
        return Add(number, 0x32, Utf16($"List-{number:x}"));
    }

    public TestObject OwnsSet(int number, int keyNumber, params (byte[] Key, TestObject Object)[] children)
    {
        var key = children.Length == 0 ? 16 : children[0].Key.Length;
        for (var i = 0; i < children.Length; i++)
            owned.Add(($"Set-{number:x}{{{i:x}}}", children[i].Object));
        streams.Add(($"Set-{number:x} index", [.. Int(children.Length), .. Int(children.Length), .. Int(-1), .. Short(keyNumber), (byte)key,
            .. children.SelectMany((child, i) => Int(i).Concat(Int(1)).Concat(child.Key))]));
        return Add(number, 0x3A, Utf16($"Set-{number:x}"));
    }

    public TestObject RefersTo(int number, int tag, Guid key) =>
        Add(number, 0x02, [.. Short(tag), .. Short(0x1b01), 16, .. key.ToByteArray(bigEndian)]);

    public byte[] KeyOf(Guid id) => id.ToByteArray(bigEndian);

    public byte[] MobBytes(AafMobId id)
    {
        var bytes = id.ToBytes();
        if (bigEndian)
            new Guid(bytes.AsSpan(16)).ToByteArray(bigEndian: true).CopyTo(bytes, 16);
        return bytes;
    }

    public TestFolder Folder()
    {
        var folder = new TestFolder { ClassId = classId };
        folder.Streams["properties"] =
        [
            (byte)(bigEndian ? 'B' : 'L'), 32, .. Short(properties.Count),
            .. properties.SelectMany(property => Short(property.Number).Concat(Short(property.Form)).Concat(Short(property.Data.Length))),
            .. properties.SelectMany(property => property.Data),
        ];
        foreach (var (name, data) in streams)
            folder.Streams[name] = data;
        foreach (var (name, child) in owned)
            folder.Folders[name] = child.Folder();
        return folder;
    }

    private TestObject Add(int number, int form, byte[] data)
    {
        properties.Add((number, form, data));
        return this;
    }

    private byte[] Utf16(string text) => (bigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetBytes(text + "\0");

    private byte[] Int(int value) => Turned(BitConverter.GetBytes(value));

    private byte[] Short(int value) => Turned(BitConverter.GetBytes((ushort)value));

    private byte[] Turned(byte[] littleEndian)
    {
        if (bigEndian)
            Array.Reverse(littleEndian);
        return littleEndian;
    }
}

/// <summary>Makes AAF files for tests.</summary>
internal sealed class TestAaf(bool bigEndian = false, int sectorShift = 9)
{
    public static readonly Guid Picture = Guid.Parse("01030202-0100-0000-060e-2b3404010101"), TimecodeKind = Guid.Parse("01030201-0100-0000-060e-2b3404010101"),
        MarkerKind = Guid.Parse("01030201-1000-0000-060e-2b3404010101");

    private readonly Dictionary<string, (Guid Id, TestObject Object)> operations = [], parameters = [];

    public static AafMobId MobId(int number)
    {
        var bytes = new byte[32];
        new byte[] { 0x06, 0x0a, 0x2b, 0x34, 1, 1, 1, 5, 1, 1, 0x0f, 0x10, 0x13 }.CopyTo(bytes, 0);
        BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(16), number);
        bytes[31] = 1;
        return AafMobId.Of(bytes);
    }

    public TestObject New(string classPart) => new(Guid.Parse($"0d010101-{classPart[..4]}-{classPart[4..]}-060e-2b3402060101"), bigEndian);

    public TestObject Component(string classPart, long length, Guid? kind = null) =>
        New(classPart).RefersTo(0x0201, 0, kind ?? Picture).Number(0x0202, length, 8);

    public TestObject Clip(AafMobId mob, int slot, long start, long length) =>
        Component("01011100", length).Mob(0x1101, mob).Number(0x1102, slot, 4).Number(0x1201, start, 8);

    public TestObject Filler(long length) => Component("01010900", length);

    public TestObject Sequence(long length, params TestObject[] parts) => Component("01010f00", length).OwnsList(0x1001, parts);

    public TestObject Timecode(long start, int rate, bool isDrop, long length) =>
        Component("01011400", length, TimecodeKind).Number(0x1501, start, 8).Number(0x1502, rate, 2).Number(0x1503, isDrop ? 1 : 0, 1);

    public TestObject Transition(long length, long cut, string operation) =>
        Component("01011700", length).Number(0x1802, cut, 8).Owns(0x1801, Effect(operation, length, [], []));

    public TestObject Effect(string operation, long length, TestObject[] inputs, TestObject[] settings, bool isTimeWarp = false)
    {
        if (!operations.TryGetValue(operation, out var known))
        {
            known.Id = Named(operation);
            operations[operation] = known = (known.Id, New("01011c00").Id(0x1b01, known.Id).Text(0x1b02, operation).Number(0x1e02, isTimeWarp ? 1 : 0, 1));
        }

        var effect = Component("01010a00", length).RefersTo(0x0b01, 1, known.Id);
        if (inputs.Length > 0)
            effect.OwnsList(0x0b02, inputs);
        return settings.Length > 0 ? effect.OwnsList(0x0b03, settings) : effect;
    }

    public TestObject Constant(string name, int top, int bottom) =>
        New("01013d00").Id(0x4c01, Parameter(name)) is var setting ? setting.Indirect(0x4d01, "03010100", setting.RatioBytes(top, bottom)) : null!;

    public TestObject Curve(string name, params (int Top, int Bottom, int Value)[] points) =>
        New("01013e00").Id(0x4c01, Parameter(name)).OwnsList(0x4e02, [.. points.Select(point =>
            New("01011900").Ratio(0x1a03, point.Top, point.Bottom) is var made ? made.Indirect(0x1a02, "03010100", made.RatioBytes(point.Value, 1)) : null!)]);

    public TestObject Slot(int id, TestObject segment, int rate = 24, int per = 1, int? track = null, string name = "", long origin = 0)
    {
        var slot = New("01013b00").Number(0x4801, id, 4).Owns(0x4803, segment).Ratio(0x4b01, rate, per).Number(0x4b02, origin, 8);
        if (name.Length > 0)
            slot.Text(0x4802, name);
        return track is { } number ? slot.Number(0x4804, number, 4) : slot;
    }

    public (AafMobId, TestObject) Composition(int id, string name, params TestObject[] slots) => Mob("01013500", MobId(id), name, null, slots);

    public (AafMobId, TestObject) Master(int id, string name, params TestObject[] slots) => Mob("01013600", MobId(id), name, null, slots);

    public (AafMobId, TestObject) Source(int id, string name, string descriptor, params TestObject[] slots) => Source(MobId(id), name, descriptor, slots);

    public (AafMobId, TestObject) Source(AafMobId id, string name, string descriptor, params TestObject[] slots) => Mob("01013700", id, name, New(descriptor), slots);

    /// <summary>Tagged values, as a property to put on an object.</summary>
    public Action<TestObject> Tags(int number, params (string Name, string Text)[] tags) => target => target.OwnsList(number,
        [.. tags.Select(tag => New("01013f00").Text(0x5001, tag.Name).Indirect(0x5003, "01100200", (bigEndian ? Encoding.BigEndianUnicode : Encoding.Unicode).GetBytes(tag.Text + "\0")))]);

    public byte[] File(params (AafMobId Id, TestObject Object)[] mobs)
    {
        var any = New("01010100");
        var content = New("01011800").OwnsSet(0x1901, 0x4401, [.. mobs.Select(mob => (any.MobBytes(mob.Id), mob.Object))]);
        var dictionary = New("01012200")
            .OwnsSet(0x2603, 0x1b01, [.. operations.Values.Select(known => (any.KeyOf(known.Id), known.Object))])
            .OwnsSet(0x2604, 0x1b01, [.. parameters.Values.Select(known => (any.KeyOf(known.Id), known.Object))])
            .OwnsSet(0x2605, 0x1b01);
        var header = New("01012f00").Owns(0x3b03, content).Owns(0x3b04, dictionary);
        var root = new TestObject(Guid.Parse("b3b398a5-1c90-11d4-8053-080036210804"), bigEndian).Owns(2, header).Folder();
        int[] paths = [2, 0x3b04, 0x2605, 0, 2, 0x3b04, 0x2603, 0];
        root.Streams["referenced properties"] = [(byte)(bigEndian ? 'B' : 'L'), .. Short(2), .. Short(paths.Length), .. Short(0), .. paths.SelectMany(Short)];
        return CompoundWriter.Write(root, sectorShift);
    }

    public AafFile Read(params (AafMobId Id, TestObject Object)[] mobs) => AafReader.Read(new MemoryStream(File(mobs)), "test.aaf");

    private (AafMobId, TestObject) Mob(string classPart, AafMobId id, string name, TestObject? descriptor, TestObject[] slots)
    {
        var mob = New(classPart).Mob(0x4401, id).Text(0x4402, name).OwnsList(0x4403, slots);
        return (id, descriptor is null ? mob : mob.Owns(0x4701, descriptor));
    }

    private Guid Parameter(string name)
    {
        if (!parameters.TryGetValue(name, out var known))
            parameters[name] = known = (Named(name), New("01011d00").Id(0x1b01, Named(name)).Text(0x1b02, name));
        return known.Id;
    }

    private IEnumerable<byte> Short(int number)
    {
        var bytes = BitConverter.GetBytes((ushort)number);
        return bigEndian ? bytes.Reverse() : bytes;
    }

    private static Guid Named(string name) => new([.. Encoding.UTF8.GetBytes(name.PadRight(16, '_'))[^8..], .. Encoding.UTF8.GetBytes(name.PadRight(16, '_'))[..8]]);
}

/// <summary>Adds to mobs that are made already.</summary>
internal static class TestMobs
{
    extension((AafMobId Id, TestObject Object) mob)
    {
        public (AafMobId, TestObject) With(Action<TestObject> property)
        {
            property(mob.Object);
            return mob;
        }
    }
}
