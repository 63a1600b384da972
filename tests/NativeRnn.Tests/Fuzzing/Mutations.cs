using System.Collections;
using Google.Protobuf;
using Google.Protobuf.Reflection;

namespace NativeRnn.Tests.Fuzzing;

/// <summary>Damages bytes and messages in the ways that parsers trip over.</summary>
internal static class Mutations
{
    private static readonly long[] _whole =
        [0, 1, 2, 3, -1, 127, 128, 65_536, int.MaxValue, int.MinValue, 1L << 32, 1L << 40, long.MaxValue, long.MinValue];

    private static readonly double[] _real = [0, 1, -1, 0.5, 2, 1e-300, 1e300, double.NaN, double.PositiveInfinity];

    /// <summary>Changes, adds, removes or repeats a few bytes.</summary>
    public static byte[] OfBytes(byte[] bytes, Random random)
    {
        var changed = bytes.ToList();
        for (var times = random.Next(1, 4); times > 0 && changed.Count > 0; times--)
        {
            var at = random.Next(changed.Count);
            var count = Math.Min(random.Next(1, 9), changed.Count - at);
            switch (random.Next(5))
            {
                case 0:
                    changed[at] ^= (byte)(1 << random.Next(8));
                    break;
                case 1:
                    changed[at] = (byte)random.Next(256);
                    break;
                case 2:
                    changed.RemoveRange(at, count);
                    break;
                case 3:
                    changed.InsertRange(at, changed.GetRange(at, count));
                    break;
                default:
                    changed.Insert(at, random.Next(2) == 0 ? (byte)0xFF : (byte)random.Next(256));
                    break;
            }
        }
        return [.. changed];
    }

    /// <summary>Sets one field somewhere within a message to an odd value.</summary>
    public static void OfMessage(IMessage message, Random random)
    {
        var fields = message.Descriptor.Fields.InDeclarationOrder();
        var field = fields[random.Next(fields.Count)];
        var value = field.Accessor.GetValue(message);
        if (field.IsRepeated)
        {
            OfList((IList)value, field, random);
        }
        else if (value is IMessage inner && random.Next(8) > 0)
        {
            OfMessage(inner, random);
        }
        else if (field.FieldType == FieldType.Message)
        {
            field.Accessor.Clear(message);
        }
        else
        {
            field.Accessor.SetValue(message, Odd(field, random));
        }
    }

    private static void OfList(IList list, FieldDescriptor field, Random random)
    {
        if (list.Count == 0)
        {
            return;
        }
        var at = random.Next(list.Count);
        switch (random.Next(4))
        {
            case 0:
                list.RemoveAt(at);
                break;
            case 1:
                list.Insert(random.Next(list.Count + 1), list[at]);
                break;
            default:
                OfElement(list, at, field, random);
                break;
        }
    }

    private static void OfElement(IList list, int at, FieldDescriptor field, Random random)
    {
        if (list[at] is IMessage message)
        {
            OfMessage(message, random);
        }
        else
        {
            list[at] = Odd(field, random);
        }
    }

    private static object Odd(FieldDescriptor field, Random random) => field.FieldType switch
    {
        FieldType.Bool => random.Next(2) == 0,
        FieldType.String => random.Next(3) switch { 0 => "", 1 => "<unk>", _ => new string('x', random.Next(300)) },
        FieldType.Double => _real[random.Next(_real.Length)],
        FieldType.Float => (float)_real[random.Next(_real.Length)],
        FieldType.Enum => Enum.ToObject(field.EnumType.ClrType, random.Next(-1, 7)),
        FieldType.Int32 => unchecked((int)_whole[random.Next(_whole.Length)]),
        FieldType.UInt64 => unchecked((ulong)_whole[random.Next(_whole.Length)]),
        FieldType.Fixed32 => unchecked((uint)_whole[random.Next(_whole.Length)]),
        FieldType.Bytes => ByteString.CopyFrom(new byte[random.Next(40)]),
        _ => _whole[random.Next(_whole.Length)],
    };
}
